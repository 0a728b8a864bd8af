import type {
  DrawnDevice,
  DrawnNode,
  DrawnWire,
  InspectionGraph,
  Room,
} from './inspection-graph.ts';
import {
  type Box,
  clipped,
  GAP,
  LANE,
  LINE,
  linesIn,
  PAD,
  rowSize,
  sizeOf,
  textWidth,
} from './inspection-svg-size.ts';
import { NodeWires, type PlacedWire, routeAcross } from './inspection-svg-wires.ts';

export interface PlacedDevice extends Box {
  readonly device: DrawnDevice;
  readonly lines: readonly string[];
}

export interface PlacedRoom extends Box {
  readonly room: Room;
  readonly title: string;
  /** Where its title stands. */
  readonly label: Box;
  readonly isPod: boolean;
  readonly devices: readonly PlacedDevice[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly rooms: readonly PlacedRoom[];
  readonly wires: readonly PlacedWire[];
}

/**
 * Each node below the one before: its pods in a row, and below them its own room, with the host sides at
 * its upper wall, bridges and tunnels in the middle, the wires to the world at its lower wall. No two
 * boxes meet; wires run between rows and beside boxes. Pure.
 */
export function layOut({ nodes, wires }: InspectionGraph): Layout {
  const across = wires.filter((wire) => nodeOf(wire.from) !== nodeOf(wire.to));
  const margin = across.length === 0 ? 0 : across.length * LANE + GAP;
  const left = GAP + margin;
  let top = GAP;
  const laid = nodes.map((node) => {
    const id = node.room.id;
    const own = wires.filter(({ from, to }) => nodeOf(from) === id && nodeOf(to) === id);
    const one = layOutNode(node, new NodeWires(node, own), left, top);
    top = bottomOf(one.rooms) + GAP + margin;
    return one;
  });
  const rooms = laid.flatMap((one) => one.rooms);
  const places = new Map(
    rooms.flatMap((room) => room.devices.map((box) => [box.device.id, { box, room }] as const)),
  );
  return {
    width: Math.max(left, ...rooms.map(({ x, width }) => x + width)) + GAP,
    height: top,
    rooms,
    wires: [...laid.flatMap((one) => one.wires), ...routeAcross(across, places, left)],
  };
}

/** Ids of devices and of pods' rooms begin with that of their node. */
function nodeOf(id: string): string {
  return /^n\d+/.exec(id)?.[0] ?? id;
}

function bottomOf(boxes: readonly Box[]): number {
  return Math.max(...boxes.map(({ y, height }) => y + height));
}

function layOutNode(node: DrawnNode, wires: NodeWires, left: number, top: number) {
  const { room, pods } = node;
  const inLayer = (layer: DrawnDevice['layer']) => room.devices.filter((d) => d.layer === layer);
  const rows = { host: inLayer('host'), middle: inLayer('middle'), wire: inLayer('wire') };
  const title = clipped(room.title);
  const x0 = left + PAD;
  const columns = columnsOf(node, rows.host, wires.wires, x0);
  const { tops, bottoms, bottom } = levelsOf(pods, rows, wires, top);

  // the title stands beside the wires: no line leads through it
  const label = { x: x0, y: tops.wire, width: textWidth(title), height: LINE };
  const wireLeft = x0 + label.width + GAP;
  const right =
    PAD +
    Math.max(columns.right, x0 + rowSize(rows.middle).width, wireLeft + rowSize(rows.wire).width);
  const devices = [
    ...columns.hosts.map(({ device, x }) => place(device, x, tops.host)),
    ...placeRow(rows.middle, x0, tops.middle),
    ...placeRow(rows.wire, wireLeft, tops.wire),
  ];
  const own: PlacedRoom = {
    ...{ room, title, label, isPod: false, devices, x: left, y: tops.room },
    ...{ width: right - left + wires.lanesWidth, height: bottom - tops.room },
  };
  const above = columns.pods.map(({ pod, x }) =>
    placePod(pod, x, bottoms.pod - podSize(pod).height),
  );
  const boxes = new Map(
    [...above, own].flatMap((r) => r.devices.map((box) => [box.device.id, box] as const)),
  );
  return { rooms: [...above, own], wires: wires.route(boxes, bottoms, right) };
}

/** At what heights rows begin and end; `bottom` is that of the room below the pods. */
function levelsOf(
  pods: readonly Room[],
  rows: Readonly<Record<'host' | 'middle' | 'wire', readonly DrawnDevice[]>>,
  wires: NodeWires,
  top: number,
) {
  const pod = top + Math.max(0, ...pods.map((one) => podSize(one).height));
  const room = pod + wires.gapBelow('pod', pods.length > 0 ? 2 * GAP : 0);
  const host = room + PAD + rowSize(rows.host).height;
  const middleTop = host + wires.gapBelow('host', rows.host.length > 0 ? 2 * GAP : 0);
  const middle = middleTop + rowSize(rows.middle).height;
  const wireTop = middle + wires.gapBelow('middle', rows.middle.length > 0 ? 2 * GAP : PAD);
  const wire = wireTop + Math.max(LINE, rowSize(rows.wire).height);
  return {
    tops: { room, host: room + PAD, middle: middleTop, wire: wireTop },
    bottoms: { pod, host, middle, wire },
    bottom: wire + wires.gapBelow('wire', 0) + PAD,
  };
}

/** A pod above the host sides that are its alone; those of nobody come last. */
function columnsOf(
  { pods }: DrawnNode,
  hosts: readonly DrawnDevice[],
  wires: readonly DrawnWire[],
  left: number,
) {
  let x = left;
  const free = new Set(hosts);
  const placed: { device: DrawnDevice; x: number }[] = [];
  const put = (devices: readonly DrawnDevice[]) => {
    let at = x;
    for (const device of devices) {
      free.delete(device);
      placed.push({ device, x: at });
      at += sizeOf(device).width + GAP;
    }
    return at;
  };
  const above = pods.map((pod) => {
    const ends = pod.devices.map(({ id }) => id);
    const led = wires.filter(({ from }) => ends.includes(from)).map(({ to }) => to);
    const start = x;
    const right = put([...free].filter(({ id }) => led.includes(id)));
    x = Math.max(right, start + podSize(pod).width + GAP);
    return { pod, x: start };
  });
  x = put([...free]);
  return { pods: above, hosts: placed, right: Math.max(left, x - GAP) };
}

function podSize({ title, devices }: Room): Pick<Box, 'width' | 'height'> {
  const row = rowSize(devices);
  return {
    width: Math.max(row.width, textWidth(clipped(title))) + 2 * PAD,
    height: PAD + LINE + PAD + row.height + PAD,
  };
}

function placePod(room: Room, x: number, y: number): PlacedRoom {
  const title = clipped(room.title);
  return {
    ...{ room, title, isPod: true, x, y, ...podSize(room) },
    label: { x: x + PAD, y: y + PAD, width: textWidth(title), height: LINE },
    devices: placeRow(room.devices, x + PAD, y + PAD + LINE + PAD),
  };
}

function placeRow(devices: readonly DrawnDevice[], left: number, y: number): PlacedDevice[] {
  let x = left;
  return devices.map((device) => {
    const placed = place(device, x, y);
    x += placed.width + GAP;
    return placed;
  });
}

function place(device: DrawnDevice, x: number, y: number): PlacedDevice {
  return { device, x, y, ...sizeOf(device), lines: linesIn(device) };
}
