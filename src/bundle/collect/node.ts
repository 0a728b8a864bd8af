import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import type { Collected } from './collected.ts';

/**
 * The node that runs this. Most are one file; Debian's own needs libnode and more beside it, which
 * comes in packages.
 */
export async function collectNode(runner: Runner): Promise<Collected & { readonly deb?: string }> {
  const libraries = await linked(runner, process.execPath);
  if (libraries.includes('libnode')) {
    return { sources: [], leftOut: [], deb: 'nodejs' };
  }
  return {
    sources: [
      {
        path: 'node/node',
        kind: 'node',
        what: `node ${process.versions.node}, as it is on the machine that made this`,
        content: { file: process.execPath },
        executable: true,
      },
    ],
    leftOut: [],
  };
}

async function linked(runner: Runner, file: string): Promise<string> {
  try {
    return (await runner.run(['ldd', file])).stdout;
  } catch (error) {
    if (error instanceof CommandError) return ''; // linked with nothing
    throw error;
  }
}
