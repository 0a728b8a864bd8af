import type { Datapath } from '../datapaths/datapath.ts';
import { ladderOf } from '../drawing/ladder.ts';
import { sceneOf } from '../drawing/scene.ts';
import { ladderText } from '../report/ladder-text.ts';
import { resultText } from '../report/result-text.ts';
import type { ResultDocument, TapDocument } from '../report/run-document.ts';
import { storyText } from '../report/story-text.ts';
import { markOf, wrap } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import type { Podium } from './podium.ts';
import {
  NO_SCORE,
  PREDICTION_KEYS,
  PREDICTION_WORDS,
  type Prediction,
  type Score,
  seenBy,
} from './prediction.ts';

export interface Lesson {
  readonly datapath: Datapath;
  readonly family: 4 | 6;
  /** `2/5`, where there are several. */
  readonly place: string;
  /** Whether the room is asked before it is shown. */
  readonly predict: boolean;
  /** Does it for real. */
  readonly run: () => Promise<ResultDocument>;
}

/**
 * One datapath on stage: its lab, what the room thinks that each tap will see, the run, each tap in turn with
 * the reason where the room was wrong, and the story. @throws LabError
 */
export async function teach(lesson: Lesson, podium: Podium): Promise<Score> {
  const { datapath, place } = lesson;
  const { style } = podium;
  const head = [place, datapath.name].filter(Boolean).join('  ');
  podium.say(`\n${style.colour.bold.underline(head)}\n${wrap(datapath.title, '', style)}\n`);
  podium.say(`${labAlone(lesson, podium)}\n`);
  await podium.rest();
  const said = lesson.predict ? await predictions(lesson, podium) : new Map<string, Prediction>();
  podium.say('\nRunning it for real ...');
  const result = await lesson.run();
  const score = await reveal(result, said, podium);
  podium.say(`\n${resultText(result, style)}\n`);
  await podium.rest();
  await tell(datapath, podium);
  return score;
}

/** The lab before anything is sent. */
function labAlone({ datapath, family }: Lesson, { style }: Podium): string {
  const notes = {
    head: ['tap', 'request', 'reply', ''],
    cells: () => ['?', '?', ''],
    programs: () => [],
  };
  return ladderText(ladderOf(sceneOf(datapath.topology(family))), [], notes, style);
}

async function predictions({ datapath }: Lesson, podium: Podium): Promise<Map<string, Prediction>> {
  const { style } = podium;
  const keys = Object.entries(PREDICTION_KEYS).map(
    ([key, said]) => `${key} ${PREDICTION_WORDS[said]}`,
  );
  podium.say('What will each tap see?');
  podium.say(style.colour.dim(wrap(`${keys.join(', ')}; s: show it`, '  ', style)));
  const said = new Map<string, Prediction>();
  for (const tap of Object.keys(datapath.signature)) {
    const key = await podium.ask(`  ${tap}: `, [...Object.keys(PREDICTION_KEYS), 's']);
    if (key === 's') break;
    if (key === null) {
      await podium.rest(); // the room says it aloud
      break;
    }
    said.set(tap, PREDICTION_KEYS[key]!);
  }
  return said;
}

async function reveal(
  { taps }: ResultDocument,
  said: ReadonlyMap<string, Prediction>,
  podium: Podium,
): Promise<Score> {
  let score = NO_SCORE;
  for (const tap of taps) {
    const guess = said.get(tap.tap);
    const right = guess === undefined ? null : guess === seenBy(tap);
    podium.say(revealed(tap, guess, right, podium));
    if (right !== null) score = { right: score.right + (right ? 1 : 0), of: score.of + 1 };
    if (right === false) await podium.rest();
  }
  if (score.of > 0)
    podium.say(`\n${podium.style.colour.bold(`${score.right} of ${score.of} right`)}`);
  return score;
}

/** What a tap saw; with the reason where that was not what was said. */
function revealed(
  tap: TapDocument,
  guess: Prediction | undefined,
  right: boolean | null,
  { style }: Podium,
): string {
  const mark = right === null ? ' ' : markOf(right, style);
  const saw = style.colour.bold(PREDICTION_WORDS[seenBy(tap)]);
  const wrong = guess && !right ? `, and the room said ${PREDICTION_WORDS[guess]}` : '';
  const line = wrap(`${printable(tap.tap)} saw ${saw}${wrong}`, '      ', style, `  ${mark} `);
  return right === true || !tap.why
    ? line
    : `${line}\n${wrap(printable(tap.why), '      ', style)}`;
}

async function tell({ story }: Datapath, podium: Podium): Promise<void> {
  for (const step of storyText(story, podium.style)) {
    podium.say(step);
    await podium.rest();
  }
}
