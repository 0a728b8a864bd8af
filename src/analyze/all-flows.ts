import type { Frame } from '../packets/frame.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import { conversationsIn } from './conversations.ts';
import { packetOf } from './packet-of.ts';
import { byFullness, type FoundFlow, flowsIn, type TapFile } from './tap-file.ts';

/**
 * Every flow that can be judged, the fullest first. Somebody else's packets are looked at where they are
 * none of a probe of ours.
 */
export function allFlows(captures: readonly TapFile[]): FoundFlow[] {
  const found = flowsIn(captures);
  const probes = found.map(({ flow }) => flow.key).filter(({ kind }) => kind !== 'ping');
  const isOurs = (frame: Frame) => {
    const packet = packetOf(frame);
    return probes.some((key) => matchProbe(packet, key).length > 0);
  };
  const others =
    probes.length === 0
      ? captures
      : captures.map((f) => ({ ...f, frames: f.frames.filter((one) => !isOurs(one)) }));
  return [...found, ...conversationsIn(others)].sort(byFullness);
}
