import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from '../../../src/host/runner.ts';

/** One recorded run; see /work/shared/fixtures/kind and test/fixtures/kind/README.md. */
export interface Recorded {
  readonly name: string;
  readonly argv: Argv;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const FOLDER = new URL('../../fixtures/kind/', import.meta.url).pathname;

export function recorded(name: string): Recorded {
  const read = (end: string) => {
    const file = join(FOLDER, `${name}.${end}`);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  return {
    name,
    argv: words(read('cmd')),
    exitCode: Number(read('rc')),
    stdout: read('stdout'),
    stderr: read('stderr'),
  };
}

/** All runs of kind itself. */
export const KIND_RUNS: readonly Recorded[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.rc'))
  .map((file) => recorded(file.slice(0, -'.rc'.length)))
  .filter(({ argv }) => argv[0] === 'kind');

/** As bash's printf %q wrote them; what another program ran kind with is left out. */
function words(line: string): Argv {
  const all = [...line.trim().matchAll(/(?:\\.|[^\s\\])+/g)].map(([word]) =>
    word.replaceAll(/\\(.)/g, '$1'),
  );
  const kind = all.indexOf('kind');
  return (all[0] === 'docker' ? all : all.slice(Math.max(kind, 0))) as unknown as Argv;
}
