import { dirname, join } from 'node:path';
import type { Runner } from '../../host/runner.ts';
import type { ScratchFolder } from '../../host/scratch-folder.ts';
import { shippedFile } from '../../host/shipped-file.ts';
import type { Collected } from './collected.ts';

/** This program as npm packs it. It needs no other package: all that it imports is bundled into it. */
export async function collectProgram(runner: Runner, scratch: ScratchFolder): Promise<Collected> {
  const root = dirname(dirname(shippedFile('install.sh')));
  const folder = scratch.makeFolder('program');
  // as it is built now, whatever npm would have it do before
  await runner.run(
    [
      ...(['npm', 'pack', root, '--ignore-scripts', '--silent', '--offline'] as const),
      ...['--pack-destination', folder, '--cache', scratch.makeFolder('npm')],
    ],
    { timeoutMs: 120_000 },
  );
  const [name] = scratch.list('program', '.tgz');
  return {
    sources: [
      {
        path: `program/${name}`,
        kind: 'program',
        what: name!.replace(/\.tgz$/, ''),
        content: { file: join(folder, name!) },
      },
    ],
    leftOut: [],
  };
}
