import { describe, expect, it } from 'vitest';
import { liveList } from '../../src/cli/live-list.ts';
import type { Progress } from '../../src/cli/progress.ts';
import { plainStyle } from '../support/plain-style.ts';
import { recordedRun } from '../support/recorded-runs.ts';

const passed = recordedRun('cilium/same-node ping IPv4').document.results[0]!;
const named = (datapath: string) => ({ ...passed, datapath });

function shownOn(isLive: boolean) {
  const steps: string[] = [];
  const lines: string[] = [];
  const shown: Progress = {
    isLive,
    step: (text) => void steps.push(text),
    line: (text) => void lines.push(text),
    done: () => {},
  };
  return { shown, steps, lines };
}

describe('the list of what is verified', () => {
  it('has on a terminal a line for each that ended, and for each that runs', () => {
    const { shown, steps, lines } = shownOn(true);
    let now = 0;
    const list = liveList(shown, 3, plainStyle(), 24, () => now);
    list.phase('linux/veth', 'lab');
    list.phase('linux/bridge', 'lab');
    now = 310;
    list.ended(named('linux/veth'));
    expect(steps.at(-1)!.split('\n')).toEqual([
      '1 of 3',
      '  ✓ linux/veth pass 0.31 s',
      '  linux/bridge: lab',
    ]);
    expect(lines).toEqual([]);
  });

  it('never grows beyond the terminal', () => {
    const { shown, steps } = shownOn(true);
    const list = liveList(shown, 90, plainStyle(), 10);
    for (let i = 0; i < 90; i++) {
      list.phase(`linux/${i}`, 'lab');
      if (i > 2) list.ended(named(`linux/${i - 3}`));
    }
    expect(Math.max(...steps.map((text) => text.split('\n').length))).toBeLessThanOrEqual(8);
    expect(steps.at(-1)).toContain('linux/86 pass');
  });

  it('has elsewhere a plain line for each when it has ended', () => {
    const { shown, lines } = shownOn(false);
    const list = liveList(shown, 2, plainStyle(), 24, () => 0);
    list.phase('linux/veth', 'lab');
    list.ended(named('linux/veth'));
    expect(lines).toEqual(['✓ linux/veth pass 0.00 s']);
  });
});
