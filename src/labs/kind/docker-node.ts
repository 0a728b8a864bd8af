import type { Runner } from '../../host/runner.ts';
import { dockerRunner } from './kind-cli.ts';

/** Runs programs inside a kind node, with the node's own files and tools. Some 150 ms each. */
export function nodeRunner(node: string): Runner {
  return {
    run: (argv, options) =>
      dockerRunner.run(
        ['docker', 'exec', ...(options?.input === undefined ? [] : ['-i']), node, ...argv],
        options,
      ),
    start: (argv) => dockerRunner.start(['docker', 'exec', node, ...argv]),
    argv: (argv) => ['docker', 'exec', '-it', node, ...argv],
  };
}
