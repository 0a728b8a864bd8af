import type { Capture } from '../capture/engine.ts';
import { devices } from '../datapaths/topology.ts';
import { decode } from '../packets/decode.ts';
import type { Frame } from '../packets/frame.ts';
import type { ProbeKey } from '../verdict/join-key.ts';
import { Marks } from './marks.ts';
import type { PairLab } from './pair-lab.ts';

/** A pair with what was sent between its pods. */
export interface SentThrough {
  readonly pair: PairLab;
  readonly key: ProbeKey;
  readonly canaries: readonly ProbeKey[];
}

/** Taps of other pairs that are told of for each: one is enough, and a hub shows a probe at all. */
const TOLD = 8;

/**
 * What each pair's taps have captured, by their roles, and behind them taps of other pairs, by their own names, that
 * saw what bears this pair's mark: no signature knows those. Of what a tap of all pairs saw each pair has what is
 * nobody else's.
 * @param captured by the names of the whole lab's taps
 */
export function pairCaptures(
  sent: readonly SentThrough[],
  captured: ReadonlyMap<string, Capture>,
): Capture[][] {
  const marks = new Marks(sent.map(({ key }) => key));
  const shared = sharedFrames(sent, captured, marks);
  const strayed = sent.map(() => new Map<string, Frame[]>());
  for (const [number, { pair }] of sent.entries()) {
    for (const { name } of pair.taps.filter((tap) => !tap.isShared)) {
      for (const frame of captured.get(name)!.frames) {
        const owner = marks.ownerOf(frame);
        if (owner === null || owner === number) continue;
        const seen = strayed[owner]!;
        seen.set(name, [...(seen.get(name) ?? []), frame]);
      }
    }
  }
  return sent.map(({ pair }, number) => [
    ...pair.taps.map(({ role, name, isShared }): Capture => {
      const capture = captured.get(name)!;
      if (!isShared) return { ...capture, tap: role };
      const isOurs = ({ owner }: Owned) => owner === null || owner === number;
      const frames = shared
        .get(name)!
        .filter(isOurs)
        .map(({ frame }) => frame);
      return { ...capture, tap: role, frames };
    }),
    ...[...strayed[number]!]
      .slice(0, TOLD)
      .map(([name, frames]): Capture => ({ ...captured.get(name)!, frames })),
  ]);
}

/** Whose a frame is by its mark or its addresses; null: nobody's, or for all to see. */
interface Owned {
  readonly frame: Frame;
  readonly owner: number | null;
}

function sharedFrames(
  sent: readonly SentThrough[],
  captured: ReadonlyMap<string, Capture>,
  marks: Marks,
): Map<string, Owned[]> {
  const names = new Set(
    sent.flatMap(({ pair }) => pair.taps.filter((tap) => tap.isShared)).map(({ name }) => name),
  );
  const canaries = new Marks(sent.flatMap((one) => one.canaries));
  const ownerAt = addressOwners(sent);
  const ownerOf = (frame: Frame) =>
    marks.ownerOf(frame) ?? (canaries.ownerOf(frame) === null ? ownerAt(frame) : null);
  return new Map(
    [...names].map((name) => [
      name,
      captured.get(name)!.frames.map((frame) => ({ frame, owner: ownerOf(frame) })),
    ]),
  );
}

/** TCP's own packets bear no mark. */
function addressOwners(sent: readonly SentThrough[]): (frame: Frame) => number | null {
  const owners = new Map<string, number>();
  for (const [number, { pair }] of sent.entries()) {
    const { topology } = pair.lab;
    for (const { namespace, addresses } of devices(topology)) {
      if (topology.namespaces[namespace]?.role !== 'pod') continue;
      for (const address of addresses) owners.set(address.split('/')[0]!, number);
    }
  }
  return (frame) => {
    const ip = decode(frame).layers.findLast((l) => l.protocol === 'ipv4' || l.protocol === 'ipv6');
    return ip ? (owners.get(ip.source) ?? owners.get(ip.destination) ?? null) : null;
  };
}
