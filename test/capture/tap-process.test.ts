import { describe, expect, it } from 'vitest';
import { TapProcess } from '../../src/capture/tap-process.ts';
import type { Argv } from '../../src/host/runner.ts';
import { scripted } from '../support/scripted-process.ts';
import { labErrorIn } from '../support/thrown-by.ts';

const ARGV: Argv = ['tap', '256', 'a', 'b'];

function u32(...values: number[]): string {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * i);
  return bytes.toString('latin1');
}

function block(type: number, body: string): string {
  return u32(type, body.length + 12) + body + u32(body.length + 12);
}

const SECTION = block(0x0a0d0d0a, u32(0x1a2b3c4d, 1, -1, -1));
const INTERFACE = block(1, u32(276, 256));
const frame = (place: number, ifindex: string) =>
  block(6, `${u32(place, 0, 1, 20, 20)}\x08\0\0\0${ifindex}\0\x01\0\x06${'\0'.repeat(8)}`);
const counts = (place: number, dropped: number) =>
  block(5, `${u32(place, 0, 0)}\x07\0\x08\0${u32(dropped, 0)}`);

const TWO = SECTION + INTERFACE + INTERFACE;

function tap(script: Parameters<typeof scripted>[0]) {
  const { runner, signals } = scripted(script);
  return { process: new TapProcess(runner.start(ARGV), 2), signals };
}

describe('the capture of several namespaces by one process', () => {
  it('gives each what was seen in it, once the counts of all have come', async () => {
    const frames = frame(0, '\0\0\0\x05') + frame(1, '\0\0\0\x07') + frame(1, '\0\0\0\x08');
    const { process, signals } = tap({ first: TWO, last: frames + counts(0, 0) + counts(1, 4) });
    await process.listening();
    const drained = await process.drain();
    expect(drained.map((d) => d.frames.map((f) => f.ifindex))).toEqual([[5], [7, 8]]);
    expect(drained.map((d) => d.kernelDrops)).toEqual([0, 4]);
    expect(drained.map((d) => d.fault)).toEqual([null, null]);
    expect(signals).toEqual(['SIGUSR1']);
  });

  it('is not believed if it ended before the counts came', async () => {
    const { process } = tap({ first: TWO, last: frame(0, '\0\0\0\x05') + counts(0, 0) });
    await process.listening();
    const [one, other] = await process.drain();
    expect(one).toMatchObject({ fault: 'tap ended before it was told to' });
    expect(other).toMatchObject({ fault: 'tap ended before it was told to' });
  });

  it('is not believed if what it wrote is no capture', async () => {
    const { process } = tap({ first: TWO, last: block(6, u32(9, 0, 1, 0, 0)) });
    await process.listening();
    const [one] = await process.drain();
    expect(one!.fault).toMatch(/^its output could not be read: .*undeclared interface 9/);
  });

  it('says why it could not start', async () => {
    const complaint = 'tap: cannot capture in b: Operation not permitted';
    const { process } = tap({ first: SECTION + INTERFACE, complaint, ended: FAILED });
    const error = await labErrorIn(process.listening());
    expect(error).toMatchObject({ code: 'E_NO_CAPABILITY' });
  });

  it('stops waiting when it is told to', async () => {
    const { process } = tap({ first: SECTION });
    const listening = process.listening(AbortSignal.abort(new Error('enough')));
    await expect(listening).rejects.toThrow('enough');
  });
});

const FAILED = { exitCode: 1, signal: null };
