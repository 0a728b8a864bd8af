import { CaptureReader } from '../../src/packets/capture-reader.ts';
import { concat } from '../../src/packets/concat.ts';
import { decode } from '../../src/packets/decode.ts';
import type { Frame } from '../../src/packets/frame.ts';
import { PacketError } from '../../src/packets/packet-error.ts';
import { pcapHeader, pcapRecord } from '../../src/packets/pcap-writer.ts';
import { PcapngWriter } from '../../src/packets/pcapng-writer.ts';
import { Random } from './engine/random.ts';
import type { Target } from './engine/target.ts';
import { must } from './must.ts';

interface Read {
  readonly frames: readonly Frame[];
  readonly fault: PacketError | null;
}

/** The frames before the fault, and the fault; nothing but a PacketError may be thrown. */
function read(chunks: readonly Uint8Array[]): Read {
  const reader = new CaptureReader();
  const frames: Frame[] = [];
  try {
    for (const chunk of chunks) frames.push(...reader.push(chunk));
    reader.end();
    return { frames, fault: null };
  } catch (error) {
    if (!(error instanceof PacketError)) throw error;
    return { frames, fault: error };
  }
}

function told({ frames, fault }: Read): string {
  const one = ({ timestampNs, bytes, ...rest }: Frame) =>
    `${timestampNs} ${Buffer.from(bytes).toString('latin1')} ${JSON.stringify(rest)}`;
  return [...frames.map(one), `${fault?.code} ${fault?.message}`].join('\n');
}

/** Cut anywhere; the same input is cut in the same way. */
function chunksOf(input: Uint8Array): Uint8Array[] {
  const random = new Random(`${input.length} ${input[input.length >> 1]}`);
  const chunks: Uint8Array[] = [];
  const most = random.pick(input.length < 600 ? [1, 3, 16, 100, 5000] : [50, 500, 5000]);
  for (let at = 0; at < input.length; ) {
    const size = random.below(most + 1);
    chunks.push(input.slice(at, at + size));
    at += size;
  }
  return chunks;
}

function mustReadSoundly(input: Uint8Array): void {
  const whole = read([input]);
  must(told(read(chunksOf(input))) === told(whole), 'in other chunks other frames are read');
  const { frames, fault } = whole;
  if (fault) must(fault.offset <= input.length, 'the fault is behind the end of the file');
  const total = frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
  must(total <= input.length, 'more was read than there is');
  for (const frame of frames.slice(0, 3)) decode(frame);
  mustWriteBack(frames.filter(({ timestampNs }) => timestampNs >= 0n));
}

const WRITTEN = { interfaceId: 0, direction: null };
const [PCAP_ENDS, PCAPNG_ENDS] = [1_000_000_000n << 32n, 1n << 64n];

/** parse(write(x)) is x, as far as the formats hold it. */
function mustWriteBack(frames: readonly Frame[]): void {
  const [first] = frames;
  if (!first) return;
  const { linkType } = first;
  const same = frames.filter((frame) => frame.linkType === linkType).slice(0, 50);
  const old = same.filter(({ timestampNs }) => timestampNs < PCAP_ENDS);
  const pcap = read([concat([pcapHeader(linkType), ...old.map(pcapRecord)])]);
  const bare = (frame: Frame): Frame => ({ ...frame, ...WRITTEN });
  const isPcapSame = told({ ...pcap, frames: pcap.frames.map(bare) });
  must(isPcapSame === told({ frames: old.map(bare), fault: null }), 'pcap is read otherwise');
  const writer = new PcapngWriter();
  const header = writer.header([{ name: 'eth0', linkType }]);
  const kept = same.filter(({ timestampNs }) => timestampNs < PCAPNG_ENDS);
  const blocks = kept.map((frame) => writer.packet(frame, 0, 'why'));
  const pcapng = read([concat([header, ...blocks])]);
  const numbered = kept.map((frame) => ({ ...frame, interfaceId: 0 }));
  must(told(pcapng) === told({ frames: numbered, fault: null }), 'pcapng is read otherwise');
}

/** The reader of captures, whose inputs are made to begin as one of these formats does. */
export function captureTarget(
  is: Pick<Target, 'name' | 'reads' | 'seeds'>,
  starts: readonly (readonly number[])[],
): Target {
  return {
    ...{ ...is, share: 60, longest: 4096 },
    run: (input) => {
      if (starts.some((start) => start.every((byte, i) => input[i] === byte))) {
        return mustReadSoundly(input);
      }
      const start = starts[(input.at(-1) ?? 0) % starts.length]!;
      return mustReadSoundly(concat([Uint8Array.from(start), input.subarray(start.length)]));
    },
  };
}
