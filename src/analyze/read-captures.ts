import { LabError } from '../errors.ts';
import { readBytes } from '../host/read-file.ts';
import { readFrames } from '../packets/capture-reader.ts';
import type { Frame } from '../packets/frame.ts';
import { PacketError } from '../packets/packet-error.ts';
import type { TapFile } from './tap-file.ts';

/**
 * Reads a pcap or pcapng file. One that holds several devices (`tcpdump -i any`) gives one entry
 * for each. @throws LabError E_BAD_PCAP, E_FILE
 */
export async function readCaptures(path: string): Promise<TapFile[]> {
  const frames: Frame[] = [];
  try {
    for await (const frame of readFrames(readBytes(path))) frames.push(frame);
  } catch (error) {
    throw asLabError(error, path, frames.length);
  }
  const devices = new Set(frames.map(deviceOf));
  if (devices.size <= 1) return [{ file: path, frames }];
  return [...devices].map((device) => ({
    file: `${path}#${device}`,
    frames: frames.filter((frame) => deviceOf(frame) === device),
  }));
}

/** Indexes alone do not do: every network namespace counts its devices from 1. */
function deviceOf({ interfaceId, ifindex }: Frame): string {
  return ifindex === null ? `${interfaceId}` : `${interfaceId}.${ifindex}`;
}

function asLabError(error: unknown, path: string, frames: number): unknown {
  if (error instanceof PacketError) {
    return new LabError(
      'E_BAD_PCAP',
      {
        message: `${path} is no whole capture file`,
        why: `${error.message}, after ${frames} good packets`,
        mend: 'take it again with: tcpdump -U --immediate-mode -s 256 -p -n -i DEVICE -w FILE',
      },
      { cause: error },
    );
  }
  return error;
}
