import { concat } from '../../src/packets/concat.ts';
import { decode, type Layer, type Packet } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { BEARS, type Bears, Glance } from '../../src/packets/glance.ts';
import { must, mustBePlain } from './must.ts';

export type Input = Pick<Frame, 'linkType' | 'bytes' | 'length'>;

const BEFORE = Uint8Array.of(0x45, 0x00, 0x81);
const BEHIND = Uint8Array.of(0xff, 0x08, 0x00, 0x45, 0x60, 0x06);

/** All that must hold of a frame, whatever its bytes. @throws Broken */
export function mustDecodeSoundly(frame: Input): void {
  const packet = decode(frame);
  mustStayWithin(frame, packet);
  for (const layer of packet.layers) mustBeValues(layer);
  if (packet.malformed) mustBePlain(packet.malformed.reason, 'malformed');
  mustNotLookBeside(frame, packet);
  mustBeGlanced(frame, packet);
  mustCutToPrefix(frame, packet);
}

function mustStayWithin({ bytes, length }: Input, packet: Packet): void {
  const start = packet.payload.byteOffset - bytes.byteOffset;
  must(packet.payload.buffer === bytes.buffer, 'the payload is no view into the frame');
  must(start >= 0 && start + packet.payload.length <= bytes.length, 'the payload leaves the frame');
  must(packet.layers.length <= 16, 'too many layers');
  must(!packet.cut || length > bytes.length, 'a frame that was captured whole is cut');
}

/** Numbers that are numbers, texts that say something. */
function mustBeValues(value: object): void {
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'number')
      must(Number.isInteger(inner) && inner >= 0, `${key} is ${inner}`);
    else if (typeof inner === 'string') must(/^[\x20-\x7e]+$/.test(inner), `${key} is "${inner}"`);
    else if (typeof inner === 'object' && inner !== null) mustBeValues(inner);
    else must(inner === null || typeof inner === 'boolean', `${key} is ${typeof inner}`);
  }
}

/** What lies before and behind the frame in memory makes no difference. */
function mustNotLookBeside(frame: Input, packet: Packet): void {
  const around = concat([BEFORE, frame.bytes, BEHIND]);
  const bytes = around.subarray(BEFORE.length, BEFORE.length + frame.bytes.length);
  const other = decode({ ...frame, bytes });
  const told = ({ layers, payload, cut, malformed }: Packet) =>
    JSON.stringify([layers, payload.length, cut, malformed]);
  must(told(other) === told(packet), 'what lies beside the frame is looked at');
}

/** The short look finds innermost what the long one finds, here and elsewhere in memory. */
function mustBeGlanced(frame: Input, packet: Packet): void {
  const glance = new Glance();
  glance.look(frame.bytes, 0, frame.bytes.length, frame.linkType);
  const { bears, at, flow, flow2 } = glance;
  const around = concat([BEFORE, frame.bytes, BEHIND]);
  glance.look(around, BEFORE.length, BEFORE.length + frame.bytes.length, frame.linkType);
  const isSame = glance.bears === bears && glance.flow === flow && glance.flow2 === flow2;
  must(isSame, 'the glance looks beside the frame');
  must(Number.isInteger(flow) && Number.isInteger(flow2), 'the glance tells no flow');
  must(at >= -1 && at < Math.max(1, frame.bytes.length), 'the glance leaves the frame');
  const wanted = packet.malformed ? null : bearsOf(packet);
  if (wanted === null || bears === wanted) return;
  must(wanted === BEARS.UDP && bears === BEARS.SEALED, `a glance sees ${bears}, not ${wanted}`);
}

/** What is innermost; null where that does not bind the glance. */
function bearsOf({ layers }: Packet): Bears | null {
  if (!layers.some((layer) => layer.protocol === 'ipv4' || layer.protocol === 'ipv6')) return null;
  const last = layers.at(-1)!;
  switch (last.protocol) {
    case 'tcp':
      return BEARS.TCP;
    case 'udp':
      return BEARS.UDP;
    case 'icmp':
    case 'icmpv6':
      return last.id === null ? null : BEARS.ECHO;
    default:
      return null;
  }
}

/** With fewer bytes of it captured there are fewer of the same layers. */
function mustCutToPrefix(frame: Input, packet: Packet): void {
  const { bytes } = frame;
  const length = Math.max(frame.length, bytes.length);
  const whole = packet.layers.map(comparable);
  for (const keep of [bytes.length >> 1, Math.max(0, bytes.length - 3)]) {
    const cut = decode({ ...frame, bytes: bytes.subarray(0, keep), length });
    must(cut.layers.length <= whole.length, 'a cut frame has more layers');
    cut.layers.forEach((layer, i) => {
      must(comparable(layer) === whole[i], `cut, ${layer.protocol} is another`);
    });
    must(cut.malformed === null || packet.malformed !== null, 'only cut it is malformed');
  }
}

/** But for what a cut takes away. */
function comparable(layer: Layer): string {
  return JSON.stringify({ ...layer, checksumOk: undefined, quoted: undefined });
}
