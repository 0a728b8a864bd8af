import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { matchProbe } from '../../src/verdict/match-probe.ts';
import { isSealed } from '../../src/verdict/observe.ts';
import { looksOf, type Seen } from '../../src/verdict/signature.ts';
import {
  at,
  opposite,
  sourceMacOf,
  withDirection,
  withOtherAddress,
  withOtherEchoId,
  withOtherIpId,
  withOtherLastByte,
  withOtherNonce,
  withOtherNumber,
  withOtherPort,
  withOtherVni,
  withSourceMac,
  withTtlStep,
} from './edit-frame.ts';
import {
  isCopy,
  isSeenElsewhere,
  type ProbePacket,
  packetsOf,
  roundTrip,
  share,
  verdictOnCopy,
  withFrame,
  withFrames,
} from './probe-packets.ts';
import type { RecordedRun, Recording } from './recorded-runs.ts';

/**
 * What a good run comes to when one thing of it is changed. `never passes`: the signature, or what makes a
 * capture believed, says of that very thing how it must be. `passes`: nothing of it is claimed, and whatever is
 * said of the run stays the same. `may pass`: that is up to the rest of the run, see why.
 */
export type Outcome = 'never passes' | 'passes' | 'may pass';

/** One change to a recorded run. */
export interface Spoiling {
  readonly kind: string;
  readonly outcome: Outcome;
  /** What is changed: a frame (as it was recorded) or a tap. */
  readonly of: Frame | string;
  readonly packet?: ProbePacket;
  readonly apply: (recording: Recording) => Recording;
}

/** All that there are, of some of the run's probes (from 0). */
export function spoilingsOf(run: RecordedRun, probes: readonly number[]): Spoiling[] {
  return [
    ...packetsOf(run).flatMap((p) => (probes.includes(p.probe) ? ofPacket(p) : [])),
    ...probes.flatMap((probe) => outOfOrder(run, probe)),
    ...run.captures.flatMap(({ tap }) => ofTap(tap)),
    ...ofOthers(run),
  ];
}

function ofPacket(p: ProbePacket): Spoiling[] {
  const { run, tap, frame } = p;
  const change = (
    kind: string,
    outcome: Outcome,
    into: (frame: Frame) => readonly Frame[],
  ): Spoiling => ({
    ...{ kind, outcome, of: frame, packet: p },
    apply: (recording) => withFrame(recording, tap, frame, into),
  });
  const elsewhere = run.captures.map((capture) => capture.tap).filter((other) => other !== tap);
  /** What is seen nowhere else cannot be held against how it was sent. */
  const compared = isSeenElsewhere(p) ? 'never passes' : 'may pass';
  const onCopy = (copy: ProbePacket) =>
    verdictOnCopy(copy) === 'pass' ? 'may pass' : 'never passes';
  const copyTo = (other: string, kind: string, outcome: Outcome, keep: boolean): Spoiling => ({
    ...{ kind, outcome, of: frame, packet: p },
    apply: (recording) =>
      withFrames(
        withFrame(recording, tap, frame, (one) => (keep ? [one] : [])),
        other,
        (frames) => [...frames, frame],
      ),
  });
  return [
    change('lost', 'never passes', () => []),
    change('twice', onCopy(p), (one) => [one, one]),
    change('again later', onCopy(p), (one) => [one, at(one, one.timestampNs + 1_000_000n)]),
    change('turned round', 'never passes', (one) => [withDirection(one, opposite(one.direction))]),
    change('of unknown direction', 'never passes', (one) => [withDirection(one, null)]),
    change('routed once more', compared, (one) => [withTtlStep(one, -1)]),
    change('routed once less', compared, (one) => [withTtlStep(one, 1)]),
    change('from another', compared, (one) => [withOtherAddress(one, 'source', 0x55)]),
    change('to another', compared, (one) => [withOtherAddress(one, 'destination', 0x55)]),
    change('of another number', 'never passes', (one) => [withOtherNumber(one)]),
    change("somebody else's", 'never passes', (one) => [withOtherNonce(one)]),
    ...unclaimed(p, change),
    ...elsewhere.flatMap((other) => [
      copyTo(
        other,
        `at ${other} instead`,
        share(run, tap, other) ? 'may pass' : 'never passes',
        false,
      ),
      copyTo(other, `at ${other} too`, onCopy({ ...p, tap: other }), true),
    ]),
  ];
}

type Change = (
  kind: string,
  outcome: Outcome,
  into: (frame: Frame) => readonly Frame[],
) => Spoiling;

/** What no signature claims, or only some do: numbers that each connection, or each lab, has of its own. */
function unclaimed({ run, tap, leg, frame }: ProbePacket, change: Change): Spoiling[] {
  const { layers, payload } = decode(frame);
  const has = new Set(layers.map(({ protocol }) => protocol));
  const claims = (of: (look: Seen) => boolean): Outcome =>
    looksOf(run.datapath.signature[tap]![leg]).some(
      (look) => look.direction === frame.direction && of(look),
    )
      ? 'never passes'
      : 'passes';
  const isEcho = run.sent.key.kind === 'ping';
  return [
    ...(isEcho ? [change('of another ping id', 'passes', (one) => [withOtherEchoId(one)])] : []),
    ...(isEcho || payload.length > 64
      ? [change('with another last byte', 'passes', (one) => [withOtherLastByte(one)])]
      : []),
    ...(isEcho
      ? []
      : (['source', 'destination'] as const).map((end) =>
          change(`of another ${end} port`, 'passes', (one) => [withOtherPort(one, end)]),
        )),
    ...(run.family === 4
      ? [change('of another IP id', 'passes', (one) => [withOtherIpId(one)])]
      : []),
    ...(has.has('vxlan') || has.has('geneve')
      ? [
          change(
            'in another virtual network',
            claims(({ encapsulation = [] }) => encapsulation.some(({ vni }) => vni !== null)),
            (one) => [withOtherVni(one)],
          ),
        ]
      : []),
    ...(has.has('sll2') || has.has('ethernet')
      ? [
          change(
            'from another MAC address',
            claims(({ sourceMac }) => sourceMac !== undefined),
            (one) => [
              withSourceMac(
                one,
                sourceMacOf(one).map((byte) => byte ^ 0x55),
              ),
            ],
          ),
        ]
      : []),
  ];
}

/** Each two that follow each other on the way, with each other's stamps. Equal ones are no order. */
function outOfOrder(run: RecordedRun, probe: number): Spoiling[] {
  const path = roundTrip(run, probe);
  return path.slice(1).flatMap((later, i): Spoiling[] => {
    const earlier = path[i]!;
    const [from, to] = [earlier.frame.timestampNs, later.frame.timestampNs];
    if (from === to) return [];
    return [
      {
        kind: 'before the one before it',
        // of a copy of what goes on elsewhere, nobody knows when it comes
        outcome: isCopy(earlier) || isCopy(later) ? 'may pass' : 'never passes',
        ...{ of: later.frame, packet: later },
        apply: (recording) =>
          [
            [earlier, to],
            [later, from],
          ].reduce<Recording>((changed, [p, ns]) => {
            const { tap, frame } = p as ProbePacket;
            return withFrame(changed, tap, frame, (one) => [at(one, ns as bigint)]);
          }, recording),
      },
    ];
  });
}

/** A tap's whole file is not there, or empty. */
function ofTap(tap: string): Spoiling[] {
  return [
    {
      ...{ kind: 'no file', outcome: 'never passes', of: tap },
      apply: (recording) => ({
        ...recording,
        captures: recording.captures.filter((capture) => capture.tap !== tap),
      }),
    },
    {
      ...{ kind: 'an empty file', outcome: 'never passes', of: tap },
      apply: (recording) => withFrames(recording, tap, () => []),
    },
  ];
}

/** Of frames that bear no number of the probe's. */
function ofOthers(run: RecordedRun): Spoiling[] {
  return run.captures.flatMap(({ tap, frames }) =>
    frames.flatMap((frame): Spoiling[] => {
      const packet = decode(frame);
      const [match] = matchProbe(packet, run.sent.key);
      if (match && match.sequence !== null) return [];
      const isCanary = run.sent.canaries.some((key) => matchProbe(packet, key).length > 0);
      const isStranger = !match && !isCanary && !isSealed(packet);
      const outcome: Outcome = isStranger ? 'passes' : 'may pass';
      const what = match
        ? 'bare segment'
        : isCanary
          ? 'canary'
          : isStranger
            ? 'stranger'
            : 'sealed';
      const change = (kind: string, into: (frame: Frame) => readonly Frame[]): Spoiling => ({
        ...{ kind: `a ${what} ${kind}`, outcome, of: frame },
        apply: (recording) => withFrame(recording, tap, frame, into),
      });
      const strayed = run.captures
        .filter(
          (other) => match && looksOf(run.datapath.signature[other.tap]![match.leg]).length === 0,
        )
        .map(
          (other): Spoiling => ({
            // none of the flow's packets may be there, of whatever number
            ...{
              kind: `a bare segment at a tap without its leg`,
              outcome: 'never passes',
              of: frame,
            },
            apply: (recording) => withFrames(recording, other.tap, (there) => [...there, frame]),
          }),
        );
      return [
        change('lost', () => []),
        change('twice', (one) => [one, one]),
        change('turned round', (one) => [withDirection(one, opposite(one.direction))]),
        ...strayed,
      ];
    }),
  );
}

/**
 * Whether both together may be a good run again: where the way of a leg has two taps and both say the same of a
 * packet that nobody else saw, it was sent so; and what is no longer at a tap another may replace that looks alike.
 */
export function agree(one: Spoiling, other: Spoiling): boolean {
  const [a, b] = [one.packet, other.packet];
  if (!a || !b || a.leg !== b.leg || a.probe !== b.probe) return false;
  const isWhole = roundTrip(a.run, a.probe).filter(({ leg }) => leg === a.leg).length === 2;
  const isSame = one.kind === other.kind || (isRepetition(one) && isRepetition(other));
  return (isWhole && isSame) || replaces(one, b.tap) || replaces(other, a.tap);
}

/** Whether it puts another packet there. */
function replaces({ kind }: Spoiling, tap: string): boolean {
  return kind === `at ${tap} instead` || kind === `at ${tap} too`;
}

/** TCP's sender may repeat itself, which every tap sees. */
function isRepetition({ kind, packet }: Spoiling): boolean {
  const isTcp = packet?.run.sent.key.kind === 'tcp';
  return isTcp && (kind === 'twice' || kind === 'again later' || kind.endsWith(' too'));
}
