import { summing } from '../host/file-sum.ts';
import { readTar, type TarEntry } from '../host/tar-archive.ts';
import { brokenArchive } from './broken-archive.ts';
import { isSafePath, TOP } from './entry-path.ts';
import type { Entry, Manifest } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import { refusal } from './refusal.ts';

const MANIFEST_MOST = 4 * 2 ** 20;

/** Where the files of a bundle go. It reads each to its end; whether the bytes are right is known only then. */
export interface Receiver {
  /** Before the first file: may refuse the whole. */
  begin(manifest: Manifest): void;
  file(entry: Entry, bytes: AsyncIterable<Uint8Array>): Promise<void>;
}

/**
 * Reads a bundle through once and holds it against its manifest, which comes first: every file once, with
 * its size and its sum, and nothing else. What was received is to be kept only if this returns.
 * @throws LabError E_BUNDLE; E_FILE if it cannot be read
 */
export async function openBundle(file: string, receiver: Receiver): Promise<Manifest> {
  try {
    return await received(file, receiver);
  } catch (cause) {
    throw brokenArchive(cause);
  }
}

async function received(file: string, receiver: Receiver): Promise<Manifest> {
  let manifest: Manifest | null = null;
  const due = new Map<string, Entry>();
  for await (const entry of readTar(file)) {
    const path = safePath(entry);
    if (manifest === null) {
      if (path !== 'manifest.json') throw refusal(`it begins with ${path}, not with manifest.json`);
      manifest = readManifest(await manifestText(entry));
      for (const wanted of manifest.entries) due.set(wanted.path, wanted);
      receiver.begin(manifest);
      continue;
    }
    const wanted = due.get(path);
    if (!wanted) throw refusal(`${path} is in it twice, or is not in its manifest`);
    due.delete(path);
    await take(entry, wanted, receiver);
  }
  if (manifest === null) throw refusal('there is nothing in it');
  const [missing] = due.keys();
  if (missing !== undefined) throw refusal(`${missing} is not in it: it is cut short, maybe`);
  return manifest;
}

function safePath({ path, type }: TarEntry): string {
  if (type !== 'file') throw refusal(`${path} is a ${type}; a bundle has nothing but files`);
  if (!isSafePath(path) || !path.startsWith(`${TOP}/`)) {
    throw refusal(`it has a path that leads elsewhere: ${path}`);
  }
  return path.slice(TOP.length + 1);
}

async function take(entry: TarEntry, wanted: Entry, receiver: Receiver): Promise<void> {
  if (entry.size !== wanted.size) {
    throw refusal(`${wanted.path} has ${entry.size} bytes; its manifest says ${wanted.size}`);
  }
  const { bytes, sum } = summing(entry.body);
  await receiver.file(wanted, bytes);
  const { size, sha256 } = sum();
  if (size !== wanted.size || sha256 !== wanted.sha256) {
    throw refusal(`${wanted.path} is not what it was: its sha256 is ${sha256}`);
  }
}

async function manifestText({ size, body }: TarEntry): Promise<string> {
  if (size > MANIFEST_MOST) throw refusal('its manifest has more than 4 MiB');
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
