import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { analyze } from '../../src/analyze/analyze.ts';
import type { TapFile } from '../../src/analyze/tap-file.ts';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import { readFramesOf } from './read-frames.ts';

const FOLDER = new URL('../fixtures/recordings/', import.meta.url);

/** A recording's capture files, known by their names alone. */
export function recordedFiles(folder: string): TapFile[] {
  const url = new URL(`${folder}/`, FOLDER);
  return readdirSync(url)
    .filter((name) => /\.p?cap$/.test(name))
    .map((file) => ({ file, frames: readFramesOf(new URL(file, url)) }));
}

export function recordingPath(file: string): string {
  return fileURLToPath(new URL(file, FOLDER));
}

/** Tap to file, as `analyze` has placed them. */
export function placed({ observation, files }: ReturnType<typeof analyze>): Record<string, string> {
  return Object.fromEntries(observation.taps.map((tap, i) => [tap.tap, files[i]!]));
}

/** Analyzes by the signature of that name, with roles worked out unless some are given. */
export function analyzed(
  files: readonly TapFile[],
  datapath = 'cilium/same-node',
  roles: Readonly<Record<string, string>> = {},
) {
  const given = new Map(Object.entries(roles).map(([tap, file]) => [file, tap]));
  return analyze(files, given, findDatapath(datapath));
}
