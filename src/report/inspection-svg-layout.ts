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
  const [hosts, middle, wire] = [inLayer('host'), inLayer('middle'), inLayer('wire')];
  const title = clipped(room.title);
  const x0 = left + PAD;

  const podHeight = Math.max(0, ...pods.map((pod) => podSize(pod).height));
  const columns = columnsOf(node, hosts, wires.wires, x0);
  const podBottom = top + podHeight;
  const roomTop = podBottom + wires.gapBelow('pod', pods.length > 0 ? 2 * GAP : 0);
  const hostBottom = roomTop + PAD + rowSize(hosts).height;
  const middleTop = hostBottom + wires.gapBelow('host', hosts.length > 0 ? 2 * GAP : 0);
  const middleBottom = middleTop + rowSize(middle).height;
  const wireTop = middleBottom + wires.gapBelow('middle', middle.length > 0 ? 2 * GAP : PAD);
  const wireBottom = wireTop + Math.max(LINE, rowSize(wire).height);
  const bottom = wireBottom + wires.gapBelow('wire', 0) + PAD;

  // the title stands beside the wires: no line leads through it
  const label = { x: x0, y: wireTop, width: textWidth(title), height: LINE };
  const wireLeft = x0 + label.width + GAP;
  const right =
    PAD +
    Math.max(
      columns.right,
      x0 + rowSize(middle).width,
      wireLeft + Math.max(0, rowSize(wire).width),
    );
  const devices = [
    ...columns.hosts.map(({ device, x }) => place(device, x, roomTop + PAD)),
    ...placeRow(middle, x0, middleTop),
    ...placeRow(wire, wireLeft, wireTop),
  ];
  const own: PlacedRoom = {
    ...{ room, title, label, isPod: false, devices, x: left, y: roomTop },
    ...{ width: right - left + wires.lanesWidth, height: bottom - roomTop },
  };
  const above = columns.pods.map(({ pod, x }) => placePod(pod, x, podBottom - podSize(pod).height));
  const boxes = new Map(
    [...above, own].flatMap((r) => r.devices.map((box) => [box.device.id, box] as const)),
  );
  const bottoms = { pod: podBottom, host: hostBottom, middle: middleBottom, wire: wireBottom };
  return { rooms: [...above, own], wires: wires.route(boxes, bottoms, right) };
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
