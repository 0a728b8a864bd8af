import { describe, expect, it } from 'vitest';
import { flowsIn, onlyFlow, sequencesOf, sightingsIn } from '../../src/analyze/tap-file.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { ethernet } from '../packets/build.ts';
import { echo, ethernetFrame, ipv4 } from '../support/packets.ts';

function ping(id: number, sequence: number): Frame {
  const fields = { type: 8, id, sequence, payload: new Uint8Array(8) };
  return ethernetFrame(ethernet(0x0800, ipv4({ protocol: 1 }, echo(fields))));
}

const arp = ethernetFrame(ethernet(0x0806, new Uint8Array(28)));

describe('the flows in files', () => {
  it('come with the one first that most files saw, then that of most frames', () => {
    const files = [
      { file: 'a', frames: [ping(1, 1), ping(2, 1), ping(2, 2), ping(2, 3), arp] },
      { file: 'b', frames: [ping(3, 1), ping(3, 2), ping(1, 1)] },
    ];
    expect(flowsIn(files).map(({ flow, files, frames }) => [flow.key, files, frames])).toEqual([
      [{ kind: 'ping', nonce: null, id: 1 }, 2, 2],
      [{ kind: 'ping', nonce: null, id: 2 }, 1, 3],
      [{ kind: 'ping', nonce: null, id: 3 }, 1, 2],
    ]);
  });

  it('are none where nobody pings', () => {
    expect(flowsIn([{ file: 'a', frames: [arp] }])).toEqual([]);
  });

  it('can be had one by one', () => {
    const file = { file: 'a', frames: [ping(1, 1), ping(2, 1), arp] };
    const [{ flow } = { flow: null }] = flowsIn([file]);
    expect(onlyFlow(file, flow!).frames).toEqual([ping(1, 1)]);
  });
});

it('the probes are numbered as they were sent, whichever file saw which first', () => {
  const files = [
    { file: 'a', frames: [ping(1, 9), ping(1, 2)] },
    { file: 'b', frames: [ping(1, 10), ping(1, 2), arp] },
  ];
  const [{ flow } = { flow: null }] = flowsIn(files);
  const numbers = new Map(
    files.flatMap((f) => f.frames).map((f, i) => [f, [9, 2, 10, 2, null][i]!]),
  );
  const sequences = sequencesOf(files, (frame) => [numbers.get(frame) ?? null]);
  expect(sequences).toEqual([2, 9, 10]);
  expect(sightingsIn(files[0]!, flow!, sequences).map((s) => s.probe)).toEqual([1, 0]);
});
