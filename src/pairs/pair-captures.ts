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

/** What one of a pair's taps, or one of another pair's, has of its probe. */
export interface PairCapture extends Capture {
  /** That of the whole lab's tap. */
  readonly name: string;
}

/** What bears a pair's mark, where it should not be. */
interface Stray {
  readonly tap: string;
  readonly name: string;
  readonly frames: Frame[];
}

/** What a tap of pair k is called where it is another pair's that is spoken of. */
function otherTap(k: number, role: string): string {
  return `pair ${k} ${role}`;
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
): PairCapture[][] {
  const marks = new Marks(sent.map(({ key }) => key));
  const shared = sharedFrames(sent, captured, marks);
  const strayed = sent.map(() => new Map<string, Stray>());
  for (const [number, { pair }] of sent.entries()) {
    for (const { role, name } of pair.taps.filter((tap) => !tap.isShared)) {
      for (const frame of captured.get(name)!.frames) {
        const owner = marks.ownerOf(frame);
        if (owner === null || owner === number) continue;
        const seen = strayed[owner]!;
        const known = seen.get(name) ?? { tap: otherTap(pair.number, role), name, frames: [] };
        known.frames.push(frame);
        seen.set(name, known);
      }
    }
  }
  return sent.map(({ pair }, number) => [
    ...pair.taps.map(({ role, name, isShared }): PairCapture => {
      const capture = captured.get(name)!;
      if (!isShared) return { ...capture, tap: role, name };
      const isOurs = ({ owner }: Owned) => owner === null || owner === number;
      const frames = shared
        .get(name)!
        .filter(isOurs)
        .map(({ frame }) => frame);
      return { ...capture, tap: role, name, frames };
    }),
    ...[...strayed[number]!.values()]
      .slice(0, TOLD)
      .map(({ tap, name, frames }): PairCapture => ({ ...captured.get(name)!, tap, name, frames })),
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
