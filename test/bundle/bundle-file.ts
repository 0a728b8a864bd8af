import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { onTestFinished } from 'vitest';
import { TOP } from '../../src/bundle/entry-path.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { sumOfBytes } from '../../src/host/file-sum.ts';

/** A member of an archive as any tar may have it, hostile ones among them. */
export interface Member {
  readonly header: Partial<Header> & Pick<Header, 'name'>;
  readonly bytes?: Uint8Array;
}

export const FILES: Readonly<Record<string, string>> = {
  'install.sh': 'echo installed\n',
  'program/cni-lab-0.1.0.tgz': 'the program',
};

export function manifestOf(files = FILES): Manifest {
  return {
    ...{ schema: 'cni-lab/bundle/1', version: '0.1.0', createdAt: '2026-11-22T00:00:00.000Z' },
    madeOn: { system: 'debian 12', architecture: 'amd64' },
    entries: Object.entries(files).map(([path, text]) => ({
      ...{ path, kind: 'script', what: path },
      ...sumOfBytes(Buffer.from(text)),
    })),
    leftOut: [],
  };
}

export function member(path: string, text: string): Member {
  return { header: { name: `${TOP}/${path}` }, bytes: Buffer.from(text) };
}

/** A good bundle's members; tests bend them. */
export function membersOf(manifest: unknown = manifestOf(), files = FILES): Member[] {
  return [
    member('manifest.json', JSON.stringify(manifest)),
    ...Object.entries(files).map(([path, text]) => member(path, text)),
  ];
}

export async function archive(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { header, bytes } of members) {
    if (bytes) tar.entry(header, Buffer.from(bytes));
    else tar.entry(header);
  }
  tar.finalize();
  const pieces: Uint8Array[] = [];
  for await (const piece of tar) pieces.push(piece as Uint8Array);
  return gzipSync(Buffer.concat(pieces));
}

/** A folder that is gone when the test has ended, with the archive in it. */
export function placed(bytes: Uint8Array): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cni-lab-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'lab.tar.gz');
  writeFileSync(file, bytes);
  return { folder, file };
}
