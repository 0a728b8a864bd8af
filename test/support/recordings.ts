import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allFlows } from '../../src/analyze/all-flows.ts';
import { type Analysis, analyze } from '../../src/analyze/analyze.ts';
import { notesOn } from '../../src/analyze/notes.ts';
import { pickFlows } from '../../src/analyze/pick-flows.ts';
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
export function placed({
  observation,
  files,
}: Pick<Analysis, 'observation' | 'files'>): Record<string, string> {
  return Object.fromEntries(observation.taps.map((tap, i) => [tap.tap, files[i]!]));
}

/** Analyzes the fullest flow by the signature of that name, with roles worked out unless some are given. */
export function analyzed(
  files: readonly TapFile[],
  datapath = 'cilium/same-node',
  roles: Readonly<Record<string, string>> = {},
) {
  const given = new Map(Object.entries(roles).map(([tap, file]) => [file, tap]));
  const found = allFlows(files);
  const packets = files.reduce((sum, { frames }) => sum + frames.length, 0);
  const [{ flow } = { flow: null }] = pickFlows(found, { how: 'fullest' }, packets);
  const analysis = analyze(files, given, findDatapath(datapath), flow!);
  return { ...analysis, notes: notesOn(analysis, found) };
}
