import { concat } from '../packets/concat.ts';
import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import { LINK_TYPE } from '../packets/link-type.ts';
import { PcapngWriter } from '../packets/pcapng-writer.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ProbeKey } from '../verdict/join-key.ts';
import { matchProbe } from '../verdict/match-probe.ts';

/** One tap's part of a merged capture. */
export interface MergedTap {
  readonly tap: string;
  readonly device: string;
  readonly frames: readonly Frame[];
}

/** One result's captures, and what is to be said of its packets. */
export interface MergedResult {
  /** Stands before the taps' names, where several results are in one file. */
  readonly prefix?: string;
  readonly taps: readonly MergedTap[];
  readonly findings: readonly Finding[];
  readonly key: ProbeKey | null;
}

/**
 * All taps in one pcapng, an interface for each, in the order of time. Packets that a finding is about
 * bear it as their comment.
 */
export function mergedCapture(results: readonly MergedResult[]): Uint8Array {
  const writer = new PcapngWriter({ application: 'cni-lab' });
  const taps = results.flatMap((result) => result.taps.map((tap) => ({ ...tap, result })));
  const header = writer.header(
    taps.map(({ tap, device, frames, result }) => ({
      name: `${result.prefix ?? ''}${tap}`,
      description: device,
      linkType: linkTypeOf(frames),
    })),
  );
  const packets = taps
    .flatMap(({ tap, frames, result }, id) => {
      const comment = commentsAt(tap, result);
      return frames.map((frame) => ({ frame, id, comment: comment(frame) }));
    })
    .sort((a, b) => Number(a.frame.timestampNs - b.frame.timestampNs))
    .map(({ frame, id, comment }) => writer.packet(frame, id, comment));
  return concat([header, ...packets]);
}

/** A capture without packets may be said to be of any. */
export function linkTypeOf(frames: readonly Frame[]): number {
  return frames[0]?.linkType ?? LINK_TYPE.LINUX_SLL2;
}

/** What there is to say of a tap's packets: of each leg its findings. */
function commentsAt(
  tap: string,
  { findings, key }: MergedResult,
): (frame: Frame) => string | undefined {
  const here = findings.filter((finding) => finding.tap === tap && finding.leg !== null);
  if (here.length === 0 || key === null) return () => undefined;
  return (frame) => {
    const legs = new Set(matchProbe(decode(frame), key).map(({ leg }) => leg));
    const about = here.filter(({ leg }) => leg !== null && legs.has(leg));
    return about.length > 0 ? about.map(sentence).join('\n') : undefined;
  };
}

function sentence({ leg, expected, seen, meaning }: Finding): string {
  return `cni-lab: ${leg}: expected ${expected}, seen ${seen}: ${meaning}`;
}
