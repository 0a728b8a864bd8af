import { join, resolve } from 'node:path';
import { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import { DraftFolder } from '../host/draft-folder.ts';
import { localRunner } from '../host/local-runner.ts';
import { type Machine, thisMachine } from '../host/machine.ts';
import type { Argv } from '../host/runner.ts';
import { brokenArchive } from './broken-archive.ts';
import { type Manifest, totalSize } from './manifest.ts';
import { openBundle } from './open-bundle.ts';

const LONG_MS = 30 * 60_000;

export interface LoadWanted {
  /** Where the program goes, and the bundle's files below it. */
  readonly to: string;
  /** A folder of the PATH. */
  readonly bin: string;
  readonly debs: boolean;
}

/** Reads it through and holds it against its manifest; writes nothing. @throws LabError E_BUNDLE */
export function checkBundle(file: string): Promise<Manifest> {
  return openBundle(file, {
    begin: () => {},
    file: async (_, bytes) => {
      for await (const _ of bytes);
    },
  });
}

/** Unpacks a bundle to its place, if every byte of it is right. @throws LabError E_BUNDLE, E_DISK_FULL */
export async function unpackBundle(
  file: string,
  to: string,
  machine: Machine = thisMachine,
): Promise<{ manifest: Manifest; folder: string }> {
  const folder = join(resolve(to), 'bundle');
  const draft = making(folder);
  try {
    const manifest = await openBundle(file, {
      begin: ({ entries }) => requireRoom(totalSize(entries), resolve(to), machine),
      file: (entry, bytes) => draft.write(entry.path, 0o644, bytes),
    });
    draft.put();
    return { manifest, folder };
  } finally {
    draft.discard();
  }
}

/** Runs the bundle's own installer, which is what a machine without cni-lab would run. */
export async function installBundle(folder: string, wanted: LoadWanted): Promise<string> {
  const argv: Argv = [
    ...(['sh', join(folder, 'install.sh'), '--no-doctor'] as const),
    ...['--to', resolve(wanted.to), '--bin', resolve(wanted.bin)],
    ...(wanted.debs ? [] : ['--no-debs']),
  ];
  try {
    return (await localRunner.run(argv, { timeoutMs: LONG_MS })).stderr;
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== 3) throw error;
    throw new LabError(
      'E_BUNDLE_INSTALL',
      {
        message: 'the bundle is whole, but could not be installed',
        why: error.stderr.replaceAll(/^install: /gm, ''),
        mend: error.line.replace(' --no-doctor', ''),
      },
      { cause: error },
    );
  }
}

function requireRoom(bytes: number, place: string, machine: Machine): void {
  const free = machine.freeDisk(place);
  if (free === null || free >= bytes) return;
  throw new LabError('E_DISK_FULL', {
    message: `the bundle needs ${Math.ceil(bytes / 2 ** 20)} MiB in ${place}`,
    why: `${Math.floor(free / 2 ** 20)} MiB are free`,
    mend: 'cni-lab bundle load FILE --to /another/disk/cni-lab',
  });
}

function making(folder: string): DraftFolder {
  try {
    return new DraftFolder(folder);
  } catch (error) {
    throw brokenArchive(error);
  }
}
