import { shellQuote } from '../../../host/shell-quote.ts';
import type { Failing } from './cause.ts';

/** How to look further: into nodes that are still there, else by keeping the next ones. */
export function logsOf({ cluster, output }: Failing): string {
  if (cluster === '') return 'docker ps -a; cni-lab doctor';
  const logs = shellQuote(['kind', 'export', 'logs', '--name', cluster]);
  const node = shellQuote(['docker', 'logs', `${cluster}-control-plane`]);
  return output.nodesDeleted
    ? `run it again with --keep, then: ${logs}; ${node}`
    : `${logs}; ${node}`;
}
