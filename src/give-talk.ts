import { type Datapath, familiesOf, probesOf } from './datapaths/datapath.ts';
import { namedDatapath } from './named-datapaths.ts';
import { planNetnsJobs } from './netns-jobs.ts';
import { judgedRun, resultDocument } from './report/result-document.ts';
import type { ResultDocument } from './report/run-document.ts';
import { run } from './run.ts';
import type { TalkStep } from './workshop/talk.ts';
import type { ScriptStep } from './workshop/talk-script.ts';

/** A talk's steps, each lesson with what does it for real, in an embedded lab. @throws LabError */
export async function talkSteps(
  script: readonly ScriptStep[],
  signal: AbortSignal,
): Promise<TalkStep[]> {
  const lessons = script.filter((step) => 'demo' in step).length;
  let number = 0;
  const steps: TalkStep[] = [];
  for (const step of script) {
    if ('say' in step) {
      steps.push({ kind: 'say', text: step.say });
      continue;
    }
    const datapath = await namedDatapath(step.demo);
    const [family = 4] = familiesOf(datapath);
    const place = lessons > 1 ? `${++number}/${lessons}` : '';
    const doIt = () => verified(datapath, family, signal);
    steps.push({
      kind: 'lesson',
      lesson: { datapath, family, place, predict: step.predict, run: doIt },
    });
  }
  return steps;
}

/** One run in a lab of its own, which is gone afterwards. @throws LabError */
async function verified(
  datapath: Datapath,
  family: 4 | 6,
  signal: AbortSignal,
): Promise<ResultDocument> {
  const { jobs } = await planNetnsJobs([datapath], { family }, signal);
  const [job] = jobs;
  const probe = { kind: probesOf(datapath)[0], family, count: 3, intervalMs: 10, size: 64 };
  const finished = await run(datapath, job!.makeLab, job!.release, { probe, signal });
  return resultDocument(judgedRun(finished));
}
