import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { MARKER } from '../../src/verdict/join-key.ts';
import { judge } from '../../src/verdict/judge.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { at } from '../support/edit-frame.ts';
import { noise } from '../support/noise.ts';
import { isCopy, type ProbePacket, roundTrip, withFrames } from '../support/probe-packets.ts';
import { observed, type RecordedRun, type Recording, RUNS } from '../support/recorded-runs.ts';
import { spoilingsOf } from '../support/spoilings.ts';

/**
 * What has nothing to do with the way of the packets changes neither verdict nor findings nor a single answer:
 * of good runs, and of such that fail or are in doubt.
 */
vi.setConfig({ testTimeout: 60_000 });
const RUNS_OF = { numRuns: 250 };

interface Case {
  readonly run: RecordedRun;
  /** The run, or what one change made of it. */
  readonly recording: Recording;
}

/** Good runs among others; a counterexample is told by name, and not with all its frames. */
const any: fc.Arbitrary<Case> = fc
  .tuple(fc.constantFrom(...RUNS), fc.nat(), fc.nat({ max: 3 }))
  .map(([run, n, good]) => {
    const all = spoilingsOf(run, [n % 3]);
    const spoiling = good === 0 ? undefined : all[n % all.length]!;
    return {
      ...{ run, recording: spoiling?.apply(run) ?? run },
      [fc.toStringMethod]: () => `${run.title}, ${spoiling?.kind ?? 'as it was'}`,
    };
  });

/** In a property's value what is too long to be told. */
function untold<T extends object>(value: T): T {
  return { ...value, [fc.toStringMethod]: () => '...' };
}

function said({ run }: Case, recording: Recording) {
  const { verdict, checks, findings } = judge(
    observed(recording),
    null,
    claimOf(run.datapath, run.family),
  );
  return { verdict, checks, findings };
}

function expectSame(of: Case, changed: Recording): void {
  expect(said(of, changed)).toEqual(said(of, of.recording));
}

function everyFrame(recording: Recording, change: (frame: Frame) => Frame): Recording {
  const { captures } = recording;
  return { ...recording, captures: captures.map((c) => ({ ...c, frames: c.frames.map(change) })) };
}

/** Each file in another order, but for what has stamps of its own. */
function shuffledTies({ captures }: Recording): fc.Arbitrary<Recording['captures']> {
  const ties = captures.map(({ frames }) => {
    const found = new Map<bigint, Frame[]>();
    for (const frame of frames) {
      found.set(frame.timestampNs, [...(found.get(frame.timestampNs) ?? []), frame]);
    }
    return [...found.values()].map((tie) => fc.shuffledSubarray(tie, { minLength: tie.length }));
  });
  return fc
    .tuple(...ties.map((groups) => fc.tuple(...groups)))
    .map((files) => captures.map((c, i) => ({ ...c, frames: files[i]!.flat() })));
}

describe('nothing that is said of a run changes', () => {
  it('when frames of the same stamp stand in another order', () => {
    const coarse = fc.constantFrom(1n, 1_000n, 1_000_000n).chain((unit) =>
      any.chain((of) => {
        const recording = everyFrame(of.recording, (frame) =>
          at(frame, (frame.timestampNs / unit) * unit),
        );
        return fc.tuple(
          fc.constant({ ...of, recording }),
          shuffledTies(recording).map((captures) =>
            untold({ shuffled: { ...recording, captures } }),
          ),
        );
      }),
    );
    fc.assert(
      fc.property(coarse, ([of, { shuffled }]) => expectSame(of, shuffled)),
      RUNS_OF,
    );
  });

  it('when others use the devices, too', () => {
    const busy = any.chain((of) => {
      const { timestampNs } = of.run.captures[0]!.frames[0]!;
      return fc.tuple(
        fc.constant(of),
        fc.array(fc.tuple(fc.nat(), fc.nat(), noise(timestampNs)), { minLength: 1, maxLength: 12 }),
      );
    });
    fc.assert(
      fc.property(busy, ([of, strays]) => {
        const { captures } = of.recording;
        fc.pre(captures.length > 0);
        const noisy = strays.reduce<Recording>((recording, [n, place, frame]) => {
          const { tap } = captures[n % captures.length]!;
          return withFrames(recording, tap, (frames) =>
            frames.toSpliced(place % (frames.length + 1), 0, frame),
          );
        }, of.recording);
        expectSame(of, noisy);
      }),
      RUNS_OF,
    );
  });

  it('when all clocks are set', () => {
    const by = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
    fc.assert(
      fc.property(any, by, (of, ns) =>
        expectSame(
          of,
          everyFrame(of.recording, (frame) => at(frame, frame.timestampNs + ns)),
        ),
      ),
      RUNS_OF,
    );
  });

  it('when one clock is off by no more than the packets took to the next tap', () => {
    let real = 0;
    fc.assert(
      fc.property(any, fc.nat(), fc.boolean(), ({ run }, n, fast) => {
        const { tap } = run.captures[n % run.captures.length]!;
        const bound = slack(run, tap, fast);
        fc.pre(bound !== null);
        const by = fast ? bound : -bound;
        if (bound > 0n) real++;
        const shifted = (ns: bigint) =>
          withFrames(run, tap, (frames) =>
            frames.map((frame) => at(frame, frame.timestampNs + ns)),
          );
        const of = { run, recording: run };
        expectSame(of, shifted(by));
        // and the bound is where it says: a nanosecond more is noticed
        expect(said(of, shifted(by + (fast ? 1n : -1n))).verdict).toBe('inconclusive');
      }),
      RUNS_OF,
    );
    expect(real).toBeGreaterThan(0);
  });

  it('when devices and files have other names, and files come in another order', () => {
    const renamed = fc.tuple(any, fc.string(), fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(renamed, ([of, name, numbers]) => {
        const captures = of.recording.captures
          .map((capture, i) => ({
            capture: { ...capture, device: `${name}${i}` },
            by: numbers.next().value ?? 0,
          }))
          .sort((a, b) => a.by - b.by)
          .map(({ capture }) => capture);
        expectSame(of, { ...of.recording, captures });
      }),
      RUNS_OF,
    );
  });

  it('when frames are cut behind what tells them', () => {
    fc.assert(
      fc.property(any, fc.infiniteStream(fc.nat()), (of, more) =>
        expectSame(
          of,
          everyFrame(of.recording, (frame) => {
            const least = tellingBytes(of.run, frame);
            const rest = frame.bytes.length - least + 1;
            return {
              ...frame,
              bytes: frame.bytes.slice(0, least + ((more.next().value ?? 0) % rest)),
            };
          }),
        ),
      ),
      RUNS_OF,
    );
  });
});

/** By how much a tap's clock may be off, one way, before a packet seems to be somewhere before it was there. */
function slack(run: RecordedRun, tap: string, fast: boolean): bigint | null {
  const gaps = [0, 1, 2].flatMap((probe) => {
    const path = roundTrip(run, probe);
    return path.flatMap((earlier, i) => {
      if (isCopy(earlier)) return [];
      const [here, there] = fast ? [true, false] : [false, true];
      const isHere = (p: ProbePacket) => p.tap === tap;
      return path
        .slice(i + 1)
        .filter((later) => isHere(earlier) === here && isHere(later) === there)
        .map((later) => later.frame.timestampNs - earlier.frame.timestampNs);
    });
  });
  return gaps.length === 0 ? null : gaps.reduce((least, gap) => (gap < least ? gap : least));
}

/** How much of a frame must be there, so that it is known for the probe's: all headers, and its marker. */
function tellingBytes({ sent: { key } }: RecordedRun, frame: Frame): number {
  const packet = decode(frame);
  const [match] = matchProbe(packet, key);
  if (!match) return frame.bytes.length;
  const before = packet.payload.byteOffset - frame.bytes.byteOffset;
  if (key.kind === 'ping' && 'nonce' in key && key.nonce) {
    return before + Buffer.from(packet.payload).indexOf(Buffer.from(key.nonce, 'hex')) + 8;
  }
  const text = Buffer.from(packet.payload).toString('latin1');
  const last = [...text.matchAll(MARKER)].at(-1);
  return before + (last ? last.index + last[0].length : 0);
}
