import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/ui/width.ts';
import { type Lesson, teach } from '../../src/workshop/lesson.ts';
import type { Podium } from '../../src/workshop/podium.ts';
import { give } from '../../src/workshop/talk.ts';
import { plainStyle } from '../support/plain-style.ts';
import { recordedRun } from '../support/recorded-runs.ts';
import { replayedResult } from '../support/replays.ts';
import { ONE_OF_EACH } from '../support/results.ts';

/** Somebody who presses these keys, one for each question; nobody, where there are none. */
function podiumOf(keys: readonly string[] | null, width = 80) {
  const left = [...(keys ?? [])];
  const said: string[] = [];
  let rests = 0;
  const podium: Podium = {
    style: plainStyle(width),
    say: (text) => void said.push(text),
    ask: async (prompt, allowed) => {
      said.push(prompt);
      if (keys === null) return null;
      const key = left.shift()!;
      expect(allowed).toContain(key);
      return key;
    },
    rest: async () => void rests++,
  };
  return { podium, text: () => said.join('\n'), rests: () => rests };
}

function lessonOf(title: string, change: Partial<Lesson> = {}): Lesson {
  const run = recordedRun(title);
  const { datapath, family } = run;
  const doIt = async () => replayedResult(run);
  return { datapath, family, place: '', predict: true, run: doIt, ...change };
}

const FLAGSHIP = 'cilium/same-node ping IPv4';

describe('a lesson', () => {
  it('counts what the room said right, and says why where it was wrong', async () => {
    const { podium, text } = podiumOf(['b', 'b', 'r', 'b']);
    expect(await teach(lessonOf(FLAGSHIP), podium)).toEqual({ right: 3, of: 4 });
    expect(text()).toContain(
      '  ✗ pod1/lxc saw requests only, and the room said both\n      replies jump past it into pod1',
    );
    expect(text()).toContain('  ✓ pod2/lxc saw replies only\n');
    expect(text()).toContain('3 of 4 right');
  });

  it('shows nothing of what will be seen before the room has said what it thinks', async () => {
    const { podium, text } = podiumOf(['b', 'q', 'r', 'b']);
    await teach(lessonOf(FLAGSHIP), podium);
    const [before = ''] = text().split('Running it for real');
    expect(before).not.toMatch(/[▼▲✓]|jump/);
    expect(before).toMatch(/lxc1 +pod1\/lxc +\? +\?/);
  });

  it('is shown at once where nobody wants to say more', async () => {
    const { podium, text } = podiumOf(['b', 's']);
    expect(await teach(lessonOf(FLAGSHIP), podium)).toEqual({ right: 1, of: 1 });
    expect(text()).toContain('pod2/lxc saw replies only');
  });

  it('goes on by itself where nobody is at the keys, with time to read', async () => {
    const { podium, text, rests } = podiumOf(null);
    const lesson = lessonOf(FLAGSHIP);
    expect(await teach(lesson, podium)).toEqual({ right: 0, of: 0 });
    expect(rests()).toBeGreaterThan(lesson.datapath.story.length);
    expect(text()).not.toContain('right');
  });

  it.each(ONE_OF_EACH)('on $datapath.name fits 80 columns', async (run) => {
    const { podium, text } = podiumOf(null);
    await teach(lessonOf(run.title), podium);
    expect(
      text()
        .split('\n')
        .filter((line) => displayWidth(line) > 80),
    ).toEqual([]);
  });

  it('fits 40 columns, for type that is twice as large', async () => {
    const { podium, text } = podiumOf(null, 40);
    await teach(lessonOf(FLAGSHIP), podium);
    expect(
      text()
        .split('\n')
        .filter((line) => displayWidth(line) > 40),
    ).toEqual([]);
    expect(text()).toMatch(/lxc1 +▼ {2}┊ +✓ 3 in +✓ none/);
  });
});

it('a talk goes through its steps, and adds up what was right', async () => {
  const { podium, text } = podiumOf(['b', 'q', 'r', 'b', 'n', 's']);
  const legacy = lessonOf('cilium/same-node-legacy ping IPv4', { place: '2/2' });
  const score = await give(
    [
      { kind: 'say', text: 'Welcome.' },
      { kind: 'lesson', lesson: lessonOf(FLAGSHIP, { place: '1/2' }) },
      { kind: 'lesson', lesson: legacy },
    ],
    podium,
  );
  expect(score).toEqual({ right: 4, of: 5 });
  expect(text()).toMatch(/^\nWelcome\.\n/);
  expect(text()).toContain('2/2  cilium/same-node-legacy');
  expect(text()).toMatch(/In all: 4 of 5 right$/);
});
