import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { type Datapath, probesOf } from '../../src/datapaths/datapath.ts';
import { decode } from '../../src/packets/decode.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { isSealed } from '../../src/verdict/observe.ts';
import { looksOf, sealedIn } from '../../src/verdict/signature.ts';
import { startOf } from '../../src/verdict/way.ts';
import { at } from '../support/edit-frame.ts';
import {
  isAtSender,
  type ProbePacket,
  packetsOf,
  withFrames,
  withPacket,
} from '../support/probe-packets.ts';
import { judged, type RecordedRun, type Recording, RUNS } from '../support/recorded-runs.ts';

const TCP = RUNS.filter((r) => r.sent.key.kind === 'tcp');
const others = RUNS.filter((r) => r.sent.key.kind !== 'tcp');

/** The same packet once more, 200 ms later. */
const repeated = (recording: Recording, packet: ProbePacket) =>
  withPacket(packet, recording, (frame) => [frame, at(frame, frame.timestampNs + 200_000_000n)]);

/** The packets of one leg of one probe, at all taps. */
function everywhere(run: RecordedRun, { leg, probe }: ProbePacket): ProbePacket[] {
  return packetsOf(run).filter((p) => p.leg === leg && p.probe === probe);
}

/** What is sent again where it cannot be read is one encrypted datagram more. */
function sealedTwice({ run, leg }: ProbePacket, recording: Recording): Recording {
  return Object.entries(run.datapath.signature).reduce((changed, [tap, legs]) => {
    const sealed = sealedIn(legs[leg]);
    if (!sealed) return changed;
    return withFrames(changed, tap, (frames) => [
      ...frames,
      frames.find((f) => f.direction === sealed.direction && isSealed(decode(f)))!,
    ]);
  }, recording);
}

describe('a message that TCP sent twice', () => {
  const tcpPacket = fc.constantFrom(...TCP.flatMap(packetsOf));

  it('is no fault of the datapath if every tap saw it twice', () => {
    fc.assert(
      fc.property(tcpPacket, (p) => {
        const twice = everywhere(p.run, p).reduceRight<Recording>(repeated, p.run);
        expect(judged(p.run, sealedTwice(p, twice)).verdict).toBe('pass');
      }),
    );
  });

  it('is a contradiction if only one tap saw it twice, unless it is the one where it was sent', () => {
    fc.assert(
      fc.property(tcpPacket, (p) => {
        const { verdict, findings } = judged(p.run, repeated(p.run, p));
        fc.pre(everywhere(p.run, p).length > 1);
        expect(verdict).toBe(isAtSender(p) ? 'inconclusive' : 'fail');
        // where it is encrypted next there is one datagram too few, too
        expect(findings.every((f) => ['copies', 'sealed'].includes(f.code))).toBe(true);
        expect(findings.some((f) => f.code === 'copies')).toBe(true);
      }),
    );
  });
});

it('nothing but TCP sends twice: what every tap saw twice is a contradiction', () => {
  fc.assert(
    fc.property(fc.constantFrom(...others.flatMap(packetsOf)), (p) => {
      const twice = everywhere(p.run, p).reduceRight<Recording>(repeated, p.run);
      expect(judged(p.run, twice).verdict).toBe('fail');
    }),
  );
});

describe('segments of the connection that carry no message', () => {
  const firstTap = (run: RecordedRun) => startOf(run.datapath.signature, 'request')!.tap;
  const lastTap = (run: RecordedRun) => startOf(run.datapath.signature, 'reply')!.tap;
  const bareIn = (run: RecordedRun, tap: string) =>
    run.captures
      .find((c) => c.tap === tap)!
      .frames.filter((f) =>
        matchProbe(decode(f), run.sent.key).some((m) => m.sequence === null && m.leg === 'reply'),
      );

  it.each(TCP)('were captured in $title', (run) => {
    expect(bareIn(run, lastTap(run)).length).toBeGreaterThan(0);
  });

  const leavesOutReplies = ({ signature }: Datapath) =>
    Object.values(signature).some(({ reply }) => looksOf(reply).length === 0);
  const silentTaps = (run: RecordedRun) =>
    Object.keys(run.datapath.signature).filter(
      (tap) => looksOf(run.datapath.signature[tap]!.reply).length === 0,
    );
  const SILENT = TCP.filter((run) => silentTaps(run).length > 0);

  it('are left out somewhere by some datapaths', () => {
    const names = new Set(SILENT.map((run) => run.datapath.name));
    const silent = CATALOGUE.filter((d) => probesOf(d).includes('tcp') && leavesOutReplies(d));
    expect([...names].sort()).toEqual(silent.map((d) => d.name).sort());
    expect(names).toContain('cilium/same-node');
  });

  it.each(SILENT)('are contradictions where $title leaves none to be seen', (run) => {
    const bare = bareIn(run, firstTap(run))[0]!;
    for (const tap of silentTaps(run)) {
      const leaked = withFrames(run, tap, (frames) => [...frames, bare]);
      const { verdict, findings } = judged(run, leaked);
      expect(verdict).toBe('fail');
      expect(findings[0]).toMatchObject({ code: 'unexpected', tap, leg: 'reply' });
    }
  });

  it.each(TCP)('may be any number where $title carries the leg anyway', (run) => {
    const bare = bareIn(run, firstTap(run));
    const more = withFrames(run, firstTap(run), (frames) => [...frames, ...bare, ...bare]);
    expect(judged(run, more).verdict).toBe('pass');
  });
});
