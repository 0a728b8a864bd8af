import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildOutput } from '../../support/child-output.ts';
import { CLI, ROOT, run, scratchFolder } from './cli.ts';

/** A line of a ```sh block, and the exit code that its comment promises. */
export interface DocumentedLine {
  readonly line: string;
  readonly code: number;
}

export function documentedLines(file: string): DocumentedLine[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.trim().split('\n'))
    .map((line) => ({ line, code: Number(/# exit code (\d+)$/.exec(line)?.[1] ?? 0) }));
}

/** With cni-lab on the PATH, as npm would put it there. */
export async function shell(line: string): Promise<ChildOutput> {
  const bin = join(scratchFolder(), 'bin');
  mkdirSync(bin);
  symlinkSync(CLI, join(bin, 'cni-lab'));
  return run(
    'bash',
    ['-c', `PATH=${bin}:$PATH; CNI_LAB_OUT=${bin}/run; export CNI_LAB_OUT; ${line}`],
    ROOT,
  );
}
