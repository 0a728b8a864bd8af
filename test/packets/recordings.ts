import { readdirSync, readFileSync } from 'node:fs';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import type { Frame } from '../../src/packets/frame.ts';

const FOLDER = new URL('../fixtures/packets/', import.meta.url);

/** The recordings' file names. */
export const RECORDINGS: readonly string[] = readdirSync(FOLDER).filter((name) =>
  /\.(cap|pcap|pcapng)$/.test(name),
);

export function recording(name: string): Uint8Array {
  return readFileSync(new URL(name, FOLDER));
}

export function recordedFrames(name: string): Frame[] {
  const reader = new CaptureReader();
  const frames = reader.push(recording(name));
  reader.end();
  return frames;
}

/** What tshark made of the recording: column names, and a row of values per frame. */
export function tsharkRows(name: string): { columns: string[]; rows: string[][] } {
  const text = readFileSync(new URL(`${name}.tsv`, FOLDER), 'utf8');
  const [columns, ...rows] = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split('\t'));
  return { columns: columns!, rows };
}
