import { LabError } from '../errors.ts';
import { readBytes } from '../host/read-file.ts';
import { type CaptureInterface, CaptureReader } from '../packets/capture-reader.ts';
import type { Frame } from '../packets/frame.ts';
import type { Bears } from '../packets/glance.ts';
import { PacketError } from '../packets/packet-error.ts';
import { type Device, deviceOf } from './device.ts';
import { namesOf } from './device-names.ts';
import { FlowFrames, type WantedFlow } from './flow-frames.ts';
import type { FrameSink } from './frame-sink.ts';
import type { Links } from './links.ts';
import { Sample } from './sample.ts';
import { uncompressed } from './uncompressed.ts';

/** A device that a file holds packets of. */
export interface CapturedDevice {
  readonly device: Device;
  /** What it is called, best first. */
  readonly names: readonly string[];
  readonly frames: readonly Frame[];
}

/** What was read of a capture file, and what is kept of that. */
export interface Capture {
  readonly path: string;
  /** How many it holds. */
  readonly packets: number;
  readonly devices: readonly CapturedDevice[];
  /** What was borne by frames of which some were not kept, or not whole. */
  readonly leftOut: ReadonlySet<Bears>;
  /** Whether some were not kept of the flow that this one is of, if its addresses are the same everywhere. */
  lacks(frame: Frame): boolean;
}

/**
 * Reads a pcap or pcapng file, compressed by gzip or not: of a long one as much as shows which flows are in it.
 * Memory does not grow with the file.
 * @param links names of the devices in what `tcpdump -i any` wrote
 * @throws LabError E_BAD_PCAP, E_FILE
 */
export async function readCapture(path: string, links: Links = new Map()): Promise<Capture> {
  const sample = new Sample();
  const interfaces = await readInto(sample, path, () => sample.packets);
  const names = namesOf([...sample.devices], interfaces, links);
  const devices = [...names].map(([device, names]) => ({
    ...{ device, names },
    frames: sample.frames.filter((frame) => deviceOf(frame) === device),
  }));
  const { packets, leftOut } = sample;
  return { path, packets, devices, leftOut, lacks: (frame) => sample.lacks(frame) };
}

/** All frames of some flows, and no others, by device. @throws LabError E_BAD_PCAP, E_FILE */
export async function readFlows(
  path: string,
  wanted: readonly WantedFlow[],
): Promise<ReadonlyMap<Device, readonly Frame[]>> {
  const flows = new FlowFrames(wanted);
  await readInto(flows, path, () => 0);
  const found = new Map<Device, Frame[]>();
  for (const frame of flows.frames) {
    const device = deviceOf(frame);
    const same = found.get(device);
    if (same) same.push(frame);
    else found.set(device, [frame]);
  }
  return found;
}

async function readInto(
  sink: FrameSink,
  path: string,
  packets: () => number,
): Promise<readonly CaptureInterface[]> {
  const reader = new CaptureReader(sink);
  try {
    for await (const piece of uncompressed(readBytes(path))) {
      for (const frame of reader.push(piece)) sink.keep(frame);
    }
    reader.end();
  } catch (error) {
    throw asLabError(error, path, packets());
  }
  return reader.interfaces;
}

function asLabError(error: unknown, path: string, packets: number): unknown {
  const isZlib = error instanceof Error && 'code' in error && `${error.code}`.startsWith('Z_');
  if (!(error instanceof PacketError) && !isZlib) return error;
  return new LabError(
    'E_BAD_PCAP',
    {
      message: `${path} is no whole ${isZlib ? 'gzip' : 'capture'} file`,
      why: `${error.message}, after ${packets} good packets`,
      mend: 'take it again with: tcpdump -U --immediate-mode -s 256 -p -n -i DEVICE -w FILE',
    },
    { cause: error },
  );
}
