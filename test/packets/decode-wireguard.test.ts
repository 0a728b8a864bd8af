import { expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { frameOf, ipv4, udp } from './build.ts';

/** A UDP datagram to a port, of so many bytes that start with these. */
function datagram(start: readonly number[], length: number, port = 51871) {
  const payload = new Uint8Array(length);
  payload.set(start);
  return decode(frameOf(ipv4({ protocol: 17 }, udp(port, payload)), 228));
}

it.each([
  ['initiation', 1, 148],
  ['response', 2, 92],
  ['cookie', 3, 64],
  ['keepalive', 4, 32],
  ['data', 4, 128],
])('knows %s by type and length', (message, type, length) => {
  for (const port of [51820, 51871]) {
    const { layers, payload } = datagram([type, 0, 0, 0], length, port);
    expect(layers.slice(2)).toEqual([{ protocol: 'wireguard', message }]);
    expect(payload.length).toBeLessThan(length);
  }
});

it.each([
  ['another type', [5, 0, 0, 0], 148],
  ['no type', [0, 0, 0, 0], 64],
  ['reserved bytes that are set', [4, 0, 1, 0], 128],
  ['an initiation of another length', [1, 0, 0, 0], 147],
  ['data without a tag', [4, 0, 0, 0], 31],
  ['data that is not padded', [4, 0, 0, 0], 33],
  ['fewer bytes than a type has', [4, 0, 0], 3],
])('takes %s for plain UDP', (_what, start, length) => {
  const { layers, malformed, payload } = datagram(start, length);
  expect(layers.map((l) => l.protocol)).toEqual(['ipv4', 'udp']);
  expect([malformed, payload.length]).toEqual([null, length]);
});

it('is known by its port', () => {
  expect(datagram([4, 0, 0, 0], 128, 51872).layers).toHaveLength(2);
});

it('is told from a datagram that is longer than what was captured of it', () => {
  const whole = ipv4({ protocol: 17 }, udp(51871, new Uint8Array([4, ...new Array(127).fill(0)])));
  const cut = decode(frameOf(whole.subarray(0, 60), 228, whole.length));
  expect(cut.layers.at(-1)).toEqual({ protocol: 'wireguard', message: 'data' });
  expect(cut).toMatchObject({ cut: true, malformed: null });
});
