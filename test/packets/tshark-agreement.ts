import { decode, type Packet } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { LAYER_COLUMNS, layerCells } from './tshark-columns.ts';
import { OTHER_VALUES, TELLS_LESS } from './tshark-differences.ts';

export const FIELDS = Object.keys(LAYER_COLUMNS);

/** A frame under the name of the packet that it was made of. */
export interface Named {
  readonly name: string;
  readonly frame: Pick<Frame, 'linkType' | 'bytes' | 'length'>;
}

/**
 * The fields in which we and tshark differ: none, but for the differences that are listed. A packet that is
 * cut, contradicts itself or quotes another need only begin as tshark has it: there tshark goes on.
 * @param row tshark's values, a list for each of FIELDS
 */
export function disagreements({ name, frame }: Named, row: readonly string[][]): string[] {
  const packet = decode(frame);
  const goesOn = packet.cut || packet.malformed !== null || name in TELLS_LESS || quotes(packet);
  return FIELDS.flatMap((field, i) => {
    const ours = layerCells(packet, field);
    const theirs = row[i]!;
    if (isListed(name, field)) return [];
    const known = goesOn ? theirs.slice(0, ours.length) : theirs;
    return ours.join() === known.join() ? [] : [`${field}: ours ${ours}, tshark's ${theirs}`];
  });
}

/** tshark has the quoted packet as more layers of the same; we have of it who, to whom, and what. */
export function quotedBy(packet: Packet, row: readonly string[][]) {
  const last = packet.layers.at(-1);
  if (last?.protocol !== 'icmp' && last?.protocol !== 'icmpv6') return null;
  const [source, destination] = (
    last.protocol === 'icmp' ? ['ip.src', 'ip.dst'] : ['ipv6.src', 'ipv6.dst']
  ).map((field) => row[FIELDS.indexOf(field)]!.at(-1));
  return { ours: last.quoted, theirs: { source, destination } };
}

/** tshark opens what a redirect of ICMPv6 quotes in an option, too; we read the quotes of errors alone. */
const REDIRECT = 137;

function quotes({ layers }: Packet): boolean {
  const last = layers.at(-1);
  if (last?.protocol === 'icmpv6' && last.type === REDIRECT) return true;
  return (last?.protocol === 'icmp' || last?.protocol === 'icmpv6') && last.quoted !== null;
}

function isListed(name: string, field: string): boolean {
  return OTHER_VALUES.some((other) => other.name === name && other.field.test(field));
}
