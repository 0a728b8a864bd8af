import { type DeviceFacts, isPair } from '../inspect/device-facts.ts';
import type { HookProgram, Inspection, NodePage, PodPage } from '../inspect/inspection.ts';
import { inWords, podName, program } from './inspection-words.ts';

/** An inspection as a graph: what dot, mermaid and SVG draw. */
export interface InspectionGraph {
  readonly nodes: readonly DrawnNode[];
  readonly wires: readonly DrawnWire[];
}

/** A node, and the pods whose host sides are on it. Ids are of our own making, never a name. */
export interface DrawnNode {
  readonly room: Room;
  readonly pods: readonly Room[];
}

/** A network namespace. */
export interface Room {
  readonly id: string;
  readonly title: string;
  readonly devices: readonly DrawnDevice[];
}

export interface DrawnDevice {
  readonly id: string;
  readonly name: string;
  /** What is said below its name. */
  readonly lines: readonly string[];
  /** Where it stands: `pod` and `wire` lead out of its room. */
  readonly layer: 'pod' | 'host' | 'middle' | 'wire';
}

export interface DrawnWire {
  /** Ids of devices. */
  readonly from: string;
  readonly to: string;
  /** Two ends of one pair; a port of a bridge; a device that stands on another, or leaves by it. */
  readonly kind: 'pair' | 'port' | 'below';
}

/** Pure. */
export function inspectionGraph({ nodes: pages }: Inspection): InspectionGraph {
  const drawn = pages.map((page, i) => drawNode(page, `n${i}`));
  return {
    nodes: drawn.map(({ node }) => node),
    wires: [...drawn.flatMap(({ wires }) => wires), ...betweenNodes(pages, drawn)],
  };
}

/** All namespaces, each node's pods before it. */
export function roomsOf(nodes: readonly DrawnNode[]): Room[] {
  return nodes.flatMap(({ pods, room }) => [...pods, room]);
}

interface Drawn {
  readonly node: DrawnNode;
  readonly wires: readonly DrawnWire[];
  readonly idOf: (device: string) => string | null;
}

function drawNode(page: NodePage, id: string): Drawn {
  const room = new RoomSketch(id, [page.name, ...page.addresses].join('  '));
  const pods = page.pods.map((pod, i) => new RoomSketch(`${id}p${i}`, titleOf(pod)));
  const wires: DrawnWire[] = [];
  const wire = (from: string, to: string, kind: DrawnWire['kind']) =>
    wires.push({ from, to, kind });

  for (const device of page.devices.found) {
    const layer = device.role === 'wire' ? 'wire' : 'middle';
    room.draw(device.name, linesOf(device, device.programs.found), layer);
  }
  page.pods.forEach(({ own, host, programs, inside }, i) => {
    const inner = pods[i]!;
    if (own) {
      const end = inner.draw(own.name, linesOf(own, []), 'pod');
      if (host) {
        const other = room.draw(host.name, linesOf(host, programs?.found ?? []), 'host');
        wire(end, other, host.relation === 'below' ? 'below' : 'pair');
      }
    }
    for (const more of inside?.devices.found ?? []) {
      const end = inner.draw(more.name, linesOf(more, []), 'pod');
      if (more.host) wire(end, room.draw(more.host, [], 'host'), isPair(more) ? 'pair' : 'below');
    }
  });
  for (const bridge of page.bridges) {
    const middle = room.draw(bridge.name, [bridge.kind ?? 'card'], 'middle');
    for (const { name } of bridge.ports) wire(room.draw(name, [], 'host'), middle, 'port');
  }
  for (const { name, tunnel } of page.devices.found) {
    const lower = tunnel?.device ? room.idOf(tunnel.device) : null;
    if (lower) wire(room.idOf(name)!, lower, 'below');
  }
  return {
    node: { room: room.finished(), pods: pods.map((pod) => pod.finished()) },
    ...{ wires, idOf: (device) => room.idOf(device) },
  };
}

/** Pairs with an end on each of two nodes: each must know the other's namespace by its name. */
function betweenNodes(pages: readonly NodePage[], drawn: readonly Drawn[]): DrawnWire[] {
  const ends = pages.flatMap((page, i) =>
    page.devices.found.map((device) => ({ page, device, i })),
  );
  const leadsTo = ({ page, device }: (typeof ends)[number], other: (typeof ends)[number]) => {
    const known = page.namespaces.found.find(({ nsid }) => nsid === device.linkNetnsid)?.name;
    const name = other.page.netns?.name;
    return device.linkIndex === other.device.ifindex && name != null && known === name;
  };
  return ends.flatMap((one, i) =>
    ends
      .slice(i + 1)
      .filter((other) => one.i !== other.i && leadsTo(one, other) && leadsTo(other, one))
      .map((other) => ({
        from: drawn[one.i]!.idOf(one.device.name)!,
        ...{ to: drawn[other.i]!.idOf(other.device.name)!, kind: 'pair' as const },
      })),
  );
}

/** A room while devices are put into it; each stands there once. */
class RoomSketch {
  readonly #devices = new Map<string, DrawnDevice>();
  readonly #id: string;
  readonly #title: string;

  constructor(id: string, title: string) {
    this.#id = id;
    this.#title = title;
  }

  /** @returns its id; one that is there already stays as it is */
  draw(name: string, lines: readonly string[], layer: DrawnDevice['layer']): string {
    const there = this.#devices.get(name);
    if (there) return there.id;
    const id = `${this.#id}d${this.#devices.size}`;
    this.#devices.set(name, { id, name, lines, layer });
    return id;
  }

  idOf(name: string): string | null {
    return this.#devices.get(name)?.id ?? null;
  }

  finished(): Room {
    return { id: this.#id, title: this.#title, devices: [...this.#devices.values()] };
  }
}

function titleOf(pod: PodPage): string {
  return [podName(pod), ...pod.addresses].join('  ');
}

function linesOf(device: DeviceFacts, programs: readonly HookProgram[]): string[] {
  const { kind, ifindex, linkIndex } = device;
  const peer = linkIndex === null ? [] : [`peer ${linkIndex}`];
  return [
    [kind ?? 'card', `ifindex ${ifindex}`, ...peer].join('  '),
    ...broken(inWords(device)),
    ...programs.map(program),
  ];
}

const MOST_LETTERS = 40;

/** At commas, into lines that are not too long. */
function broken(words: string): string[] {
  const lines: string[] = [];
  for (const word of words.split(', ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length + 2 <= MOST_LETTERS) {
      lines[lines.length - 1] = `${line}, ${word}`;
    } else if (word !== '') {
      lines.push(word);
    }
  }
  return lines;
}
