import { describe, expect, it, vi } from 'vitest';
import { sameNode } from '../../src/datapaths/cilium/same-node.ts';
import type { Lab } from '../../src/labs/lab.ts';
import { watchTrace } from '../../src/witnesses/trace.ts';
import { type Script, scripted } from '../support/scripted-process.ts';
import { recordedTrace } from '../support/traces.ts';

vi.mock('../../src/host/shipped-file.ts', () => ({
  shippedFile: (name: string) => `/dist/${name}`,
}));

const { lines, key } = recordedTrace('cilium-same-node');
const [first, ...rest] = lines;
const READY = `${first}\n`;

function watched(script: Script, backend: Lab['backend'] = 'netns') {
  const { signals, runner } = scripted(script);
  const namespace = (place: string) => place;
  const topology = sameNode.topology(4);
  const lab = { topology, backend, namespace, runner: () => runner } as unknown as Lab;
  return { signals, watch: watchTrace(lab, 'ping') };
}

describe('the trace as a witness', () => {
  it('counts the trips of this probe, and is ended for that', async () => {
    const { signals, watch } = watched({ first: READY, last: `${rest.join('\n')}\n` });
    const { read, stop } = await watch;
    expect(await read(key)).toEqual({
      trips: [
        { leg: 'request', trips: 3, rescheduled: 3 },
        { leg: 'reply', trips: 3, rescheduled: 3 },
      ],
    });
    await stop();
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  const ended = (lost: number) => `{"ended":true,"lost":${lost}}\n`;
  it.each<[string, Script, string]>([
    [
      'was killed',
      { first: READY, ended: { exitCode: null, signal: 'SIGKILL' } },
      'ended before it was told to',
    ],
    [
      'lost some',
      { first: READY, last: `${rest.slice(0, -1).join('\n')}\n${ended(2)}` },
      "2 of the kernel's events were lost",
    ],
    ['saw nothing of the probe', { first: READY, last: ended(0) }, 'none of its tracepoints told'],
    [
      'could not start',
      { first: '', complaint: 'trace: the kernel has no BTF: No such file or directory' },
      'the kernel has no BTF',
    ],
  ])('that %s says so, and counts nothing', async (_, script, why) => {
    const { watch } = watched(script);
    expect(await (await watch).read(key)).toEqual({
      ...{ trips: null, why: expect.stringContaining(why) },
    });
  });

  it('traces no live cluster', async () => {
    const { signals, watch } = watched({ first: READY }, 'kind');
    const { trips, why } = await (await watch).read(key);
    expect([trips, why]).toEqual([null, expect.stringContaining('embedded lab')]);
    expect(signals).toEqual([]);
  });
});
