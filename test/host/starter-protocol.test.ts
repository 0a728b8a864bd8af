import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  killOrder,
  type StarterEvent,
  StarterEventReader,
  startOrder,
} from '../../src/host/starter-protocol.ts';
import { anyText } from './agent/any-text.ts';

const argument = anyText.map((text) => text.replaceAll('\0', ''));
const id = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

/** An order's parts, read as native/starter.c reads them. */
function parts(order: Buffer) {
  const size = order.readUInt32LE(10);
  return {
    ...{
      kind: order[0],
      id: order.readUInt32LE(1),
      isWhole: order.readUInt32LE(5) === order.length - 9,
    },
    flags: order[9],
    words: order
      .subarray(14, 14 + size)
      .toString()
      .split('\0')
      .slice(0, -1),
    input: order.subarray(14 + size).toString(),
  };
}

/** What native/starter.c writes of an event. */
function written(event: StarterEvent): Buffer {
  const u32 = (value: number) => {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(value);
    return four;
  };
  const [kind, rest] = ((): [number, Uint8Array] => {
    switch (event.kind) {
      case 'started':
        return [1, u32(event.pid)];
      case 'stdout':
        return [2, event.bytes];
      case 'stderr':
        return [3, event.bytes];
      case 'ended':
        return [4, Buffer.of(event.exitCode, event.signal)];
      case 'failed':
        return [5, u32(event.errno)];
    }
  })();
  return Buffer.concat([Buffer.of(kind), u32(event.id), u32(rest.length), rest]);
}

describe('an order to the starter', () => {
  it('has all that there is to know of a program', () => {
    fc.assert(
      fc.property(
        ...([id, fc.array(argument, { minLength: 1 })] as const),
        ...([fc.option(argument, { nil: undefined }), fc.boolean()] as const),
        (number, words, input, apart) => {
          const order = startOrder(number, words as [string], { input, apart });
          expect(parts(order)).toEqual({
            ...{ kind: 1, id: number, isWhole: true, words, input: input ?? '' },
            flags: (apart ? 1 : 0) + (input === undefined ? 0 : 2),
          });
        },
      ),
    );
  });

  it('cannot have a NUL in an argument, but in the input', () => {
    expect(() => startOrder(1, ['echo', 'a\0b'])).toThrow(TypeError);
    expect(parts(startOrder(1, ['cat'], { input: 'a\0b' })).input).toBe('a\0b');
  });

  it('names a signal by its number', () => {
    expect([...killOrder(0x01020304, 9)]).toEqual([2, 4, 3, 2, 1, 1, 0, 0, 0, 9]);
  });
});

describe('the reader of events', () => {
  const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const u8 = fc.integer({ min: 0, max: 255 });
  const event: fc.Arbitrary<StarterEvent> = fc.oneof(
    fc.record({ kind: fc.constant('started' as const), id, pid: u32 }),
    fc.record({ kind: fc.constantFrom('stdout' as const, 'stderr' as const), id, bytes }),
    fc.record({ kind: fc.constant('ended' as const), id, exitCode: u8, signal: u8 }),
    fc.record({ kind: fc.constant('failed' as const), id, errno: u32 }),
  );

  it('gives every event, wherever what comes is cut', () => {
    fc.assert(
      fc.property(fc.array(event), fc.array(fc.nat({ max: 2000 })), (events, cuts) => {
        const all = Buffer.concat(events.map(written));
        const places = [
          0,
          ...cuts.map((c) => Math.min(c, all.length)).sort((a, b) => a - b),
          all.length,
        ];
        const reader = new StarterEventReader();
        const read = places.slice(1).flatMap((end, i) => reader.push(all.subarray(places[i], end)));
        expect(read).toEqual(events);
      }),
    );
  });

  it('takes nothing else', () => {
    expect(() => new StarterEventReader().push(Buffer.alloc(9, 0))).toThrow('no event');
  });
});
