import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { takesSpinner } from '../../src/cli/progress.ts';
import { steps } from '../../src/cli/steps.ts';

const written: string[] = [];

beforeEach(() => {
  written.length = 0;
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  vi.stubGlobal('process', Object.create(process, { stderr: { value: noTerminal } }));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const noTerminal = {
  isTTY: false,
  write: (text: string) => {
    written.push(text);
    return true;
  },
};

describe('long steps, where there is no terminal', () => {
  it('are told of when they are done, each on its line with its time', async () => {
    const step = await steps({});
    expect(await step('kind cluster cni-lab-x', async () => 7)).toBe(7);
    await step('API server', async () => {});
    expect(written.join('')).toMatch(
      /^kind cluster cni-lab-x: \d+\.\d s\nAPI server: \d+\.\d s\n$/,
    );
  });

  it('are told of when they fail, and fail all the same', async () => {
    const step = await steps({});
    const reason = new Error('no network');
    await expect(step('images', () => Promise.reject(reason))).rejects.toBe(reason);
    expect(written.join('')).toMatch(/^images: failed after \d+\.\d s\n$/);
  });

  it('are not told of at all if that is asked for', async () => {
    const step = await steps({ quiet: true });
    expect(await step('images', async () => 'done')).toBe('done');
    expect(written).toEqual([]);
  });
});

describe('a spinner', () => {
  it.each([
    [{ isTTY: true, columns: 80 }, true],
    [{ isTTY: true, columns: 0 }, false],
    [{ isTTY: true }, false],
    [{ isTTY: false, columns: 80 }, false],
    [{ columns: 80 }, false],
    [{}, false],
  ])('on %j: %s', (stream, takes) => {
    expect(takesSpinner(stream)).toBe(takes);
  });
});
