import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import type { ProbeKey } from '../verdict/join-key.ts';
import { matchProbe } from '../verdict/match-probe.ts';
import type { ProbeFlow } from './match-event.ts';

/**
 * What the probe's packets look like in headers alone. The ICMP id is looked up in the captures, where
 * the nonce tells which packets are the probe's. Pure.
 */
export function probeFlow(
  key: ProbeKey,
  { from, to }: { readonly from: string; readonly to: string },
  captures: readonly { readonly frames: readonly Frame[] }[],
): ProbeFlow {
  const ends = { client: from, server: to };
  if (key.kind !== 'ping') return { kind: key.kind, ...ends, id: null, port: key.port };
  for (const { frames } of captures) {
    for (const frame of frames) {
      const packet = decode(frame);
      const last = packet.layers.at(-1);
      if (last?.protocol !== 'icmp' && last?.protocol !== 'icmpv6') continue;
      if (matchProbe(packet, key).length === 0) continue;
      return { kind: 'ping', ...ends, id: last.id, port: null };
    }
  }
  return { kind: 'ping', ...ends, id: null, port: null };
}
