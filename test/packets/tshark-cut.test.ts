import { describe, expect, it } from 'vitest';
import { decode } from '../../src/packets/decode.ts';
import { IPV6_PACKETS } from './odd/ipv6-packets.ts';
import { ODD_PACKETS } from './odd/odd-packets.ts';
import { tsharkFields } from './tshark.ts';
import { disagreements, FIELDS, type Named } from './tshark-agreement.ts';
import { layerCells } from './tshark-columns.ts';
import { BEHIND_OPTIONS, OTHERS_PROTOCOLS, TELLS_LESS } from './tshark-differences.ts';

/** Every odd packet at every length, to the snapshot length or really so short. */
function shortened(isCut: boolean): Named[] {
  return ODD_PACKETS.flatMap(({ name, frame }) =>
    Array.from({ length: frame.bytes.length }, (_, length) => ({
      name,
      frame: {
        ...frame,
        bytes: frame.bytes.subarray(0, length),
        length: isCut ? frame.length : length,
      },
    })),
  );
}

const rowsOf = (named: readonly Named[], fields: readonly string[]) =>
  tsharkFields(
    named.map(({ frame }) => frame),
    fields,
  );

const at = ({ name, frame }: Named) => `${name}, ${frame.bytes.length} bytes`;

describe('at every length that a capture cuts it to', () => {
  const cut = shortened(true);
  const rows = rowsOf(cut, FIELDS);

  it('begins as tshark has it', () => {
    const wrong = cut.flatMap((one, i) =>
      disagreements(one, rows[i]!)
        .filter((said) => !isOfTheirs(one, said))
        .map((said) => `${at(one)}: ${said}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is told as far as its headers are whole', () => {
    // what tshark has, we have when the longest header has come to its end
    const missing = cut.flatMap((one, i) => {
      const packet = decode(one.frame);
      const before = i - longestHeader(one.name);
      if (packet.malformed || one.name in TELLS_LESS || cut[before]?.name !== one.name) return [];
      return FIELDS.flatMap((field, f) => {
        const ours = layerCells(packet, field).length;
        const isQuote = /^icmp|unreachable|needed|exceeded|redirect|problem|too big/.test(one.name);
        return ours < rows[before]![f]!.length && !isQuote ? [`${at(one)}: ${field}`] : [];
      });
    });
    expect(missing).toEqual([]);
  });
});

/** In bytes: of IPv6 what the odd packets have of extension headers belongs to it, of IPv4 the options. */
function longestHeader(name: string): number {
  if (IPV6_PACKETS.some((packet) => packet.name === name)) return 90;
  return name.startsWith('IPv4 with ') ? 60 : 40;
}

/** tshark reads on behind IPv4's options, and asks for more of a handshake's first message than its type. */
function isOfTheirs({ name }: Named, said: string): boolean {
  return (
    (name.startsWith('IPv4 with ') && BEHIND_OPTIONS.test(said.split(':')[0]!)) ||
    (name === 'WireGuard, initiation' && said.startsWith('wg.type'))
  );
}

describe('at every length that it may really have', () => {
  const short = shortened(false);

  it('is read as tshark does, up to where it contradicts itself', () => {
    const rows = rowsOf(short, FIELDS);
    const wrong = short.flatMap((one, i) =>
      disagreements(one, rows[i]!)
        .filter((said) => !isOfTheirs(one, said))
        .map((said) => `${at(one)}: ${said}`),
    );
    expect(wrong).toEqual([]);
  });

  it('is malformed where tshark says so, and not without a complaint of its', () => {
    const rows = rowsOf(short, ['_ws.malformed', '_ws.expert.message']);
    const wrong = short.flatMap((one, i) => {
      const [malformed, complaints] = rows[i]!;
      const ours = decode(one.frame).malformed;
      if (malformed!.length > 0 && !ours)
        return OTHERS_PROTOCOLS.test(one.name) ? [] : [`${at(one)}: sound`];
      // of a header of which there is nothing at all tshark says nothing
      const isSilent = complaints!.length === 0 && malformed!.length === 0;
      return ours && isSilent && !/ 0 left/.test(ours.reason) ? [`${at(one)}: ${ours.reason}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
