import type { Port, Room, Scene } from './scene.ts';

/**
 * A lab drawn from top to bottom: a rung for each tap, in the order in which a request passes them.
 * Rungs next to each other in one network namespace stand in one room.
 */
export interface Ladder {
  readonly rungs: readonly Rung[];
  readonly sections: readonly Section[];
}

export interface Rung extends Port {
  readonly tap: string;
  /** `veth`, `bridge`, ...; null where nobody says. */
  readonly kind: string | null;
  /** What is between it and the next one. */
  readonly next: Gap | null;
}

/** The way from one rung to the next. */
export interface Gap {
  /** `wire`: the two are one pair. `inside`: in one room. `beyond`: through what has no tap. */
  readonly kind: 'wire' | 'inside' | 'beyond';
  /** Rooms without a tap that lie between. */
  readonly through: readonly string[];
}

/** A room with its rungs, from `first` to `last`. It comes again where the way leads back into it. */
export interface Section {
  readonly room: Room;
  readonly first: number;
  readonly last: number;
}

export function ladderOf(scene: Scene): Ladder {
  const rungs = scene.taps.map(({ tap, room, device }, i): Rung => {
    const after = scene.taps[i + 1];
    const known = scene.devices.find((d) => d.room === room && d.device === device);
    const next = after ? gapBetween(scene, { room, device }, after) : null;
    const kind = known?.kind ?? (device === 'lo' ? 'loopback' : null); // every room has one
    return { tap, room, device, kind, next };
  });
  return { rungs, sections: sectionsOf(scene, rungs) };
}

function sectionsOf({ rooms }: Scene, rungs: readonly Rung[]): Section[] {
  const sections: { room: Room; first: number; last: number }[] = [];
  for (const [i, { room: name }] of rungs.entries()) {
    const current = sections.at(-1);
    if (current?.room.name === name) current.last = i;
    else {
      const room = rooms.find((r) => r.name === name) ?? { name, role: 'network' };
      sections.push({ room, first: i, last: i });
    }
  }
  return sections;
}

function gapBetween(scene: Scene, one: Port, other: Port): Gap {
  if (one.room === other.room) return { kind: 'inside', through: [] };
  const isWired = scene.wires.some(([a, b]) => joins(a, b, one, other) || joins(b, a, one, other));
  if (isWired) return { kind: 'wire', through: [] };
  return { kind: 'beyond', through: roomsBetween(scene, one.room, other.room) };
}

/** Names of the rooms on a shortest way by wires, without its ends; none where there is no way. */
function roomsBetween({ wires }: Scene, from: string, to: string): string[] {
  const ways = new Map<string, readonly string[]>([[from, []]]);
  const queue = [from];
  for (let room = queue.shift(); room !== undefined; room = queue.shift()) {
    const way = ways.get(room)!;
    for (const [a, b] of wires) {
      const next = a.room === room ? b.room : b.room === room ? a.room : room;
      if (next === to) return [...way, room].slice(1);
      if (ways.has(next)) continue;
      ways.set(next, [...way, room]);
      queue.push(next);
    }
  }
  return [];
}

/** Whether a wire leads from one of the two to the other, or at least into its room. */
function joins(a: Port, b: Port, one: Port, other: Port): boolean {
  return (same(a, one) && b.room === other.room) || (same(b, other) && a.room === one.room);
}

function same(a: Port, b: Port): boolean {
  return a.room === b.room && a.device === b.device;
}
