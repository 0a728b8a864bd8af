import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut } from '../../src/report/inspection-svg-layout.ts';
import type { Box } from '../../src/report/inspection-svg-size.ts';

describe('the layout', () => {
  const apart = (a: Box, b: Box) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  const within = (inner: Box, outer: Box) =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width + 0.001 &&
    inner.y + inner.height <= outer.y + outer.height + 0.001;

  /** Any graph: nodes with pods, devices in every layer, wires between any two of one node, and across. */
  const anyGraph = fc
    .array(
      fc.record({
        pods: fc.array(fc.array(fc.string({ maxLength: 60 }), { maxLength: 3 }), { maxLength: 4 }),
        room: fc.array(
          fc.tuple(fc.constantFrom('host', 'middle', 'wire'), fc.string({ maxLength: 60 })),
          { maxLength: 6 },
        ),
        wires: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }),
        title: fc.string({ maxLength: 60 }),
      }),
      { maxLength: 3 },
    )
    .map((drafts) => {
      const device = (id: string, name: string, layer: 'pod' | 'host' | 'middle' | 'wire') => ({
        ...{ id, name, layer, lines: [name, 'veth  ifindex 2'] },
      });
      const nodes = drafts.map(({ pods, room, title }, n) => ({
        room: {
          ...{ id: `n${n}`, title },
          devices: room.map(([layer, name], d) =>
            device(`n${n}d${d}`, name, layer as 'host' | 'middle' | 'wire'),
          ),
        },
        pods: pods.map((names, p) => ({
          ...{ id: `n${n}p${p}`, title },
          devices: names.map((name, d) => device(`n${n}p${p}d${d}`, name, 'pod')),
        })),
      }));
      const wires = drafts.flatMap(({ wires }, n) => {
        const all = [nodes[n]!.room, ...nodes[n]!.pods].flatMap(({ devices }) => devices);
        const own = nodes[n]!.room.devices;
        return all.length === 0 || own.length === 0
          ? []
          : wires.map(([a, b]) => ({
              ...{ from: all[a % all.length]!.id, to: own[b % own.length]!.id },
              kind: 'pair' as const,
            }));
      });
      const ends = nodes.map(({ room }) => room.devices.find(({ layer }) => layer === 'wire'));
      const across = ends.flatMap((one, i) =>
        ends
          .slice(i + 1)
          .flatMap((other) =>
            one && other ? [{ from: one.id, to: other.id, kind: 'pair' as const }] : [],
          ),
      );
      return { nodes, wires: [...wires, ...across] };
    });

  it('lets no two boxes meet, has everything in its room, and all within the view', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { width, height, rooms, wires } = layOut(graph);
        const view = { x: 0, y: 0, width, height };
        rooms.forEach((room, i) => {
          expect(within(room, view)).toBe(true);
          for (const other of rooms.slice(i + 1)) expect(apart(room, other)).toBe(true);
          const inside = [room.label, ...room.devices];
          inside.forEach((box, k) => {
            expect(within(box, room)).toBe(true);
            for (const other of inside.slice(k + 1)) expect(apart(box, other)).toBe(true);
          });
        });
        expect(wires).toHaveLength(graph.wires.length);
        for (const { points } of wires) {
          for (const [x, y] of points)
            expect(within({ x, y, width: 0, height: 0 }, view)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leads no wire through a device or a title', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        const { rooms, wires } = layOut(graph);
        const boxes = rooms.flatMap((room) => [room.label, ...room.devices]);
        for (const { points } of wires) {
          points.slice(1).forEach(([x2, y2], i) => {
            const [x1, y1] = points[i]!;
            expect(x1 === x2 || y1 === y2).toBe(true);
            const segment = {
              ...{ x: Math.min(x1, x2), y: Math.min(y1, y2) },
              ...{ width: Math.abs(x1 - x2), height: Math.abs(y1 - y2) },
            };
            for (const box of boxes) expect(apart(segment, shrunk(box))).toBe(true);
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  /** A wire ends at a wall: that is no meeting. */
  function shrunk({ x, y, width, height }: Box): Box {
    return { x: x + 0.01, y: y + 0.01, width: width - 0.02, height: height - 0.02 };
  }
});
