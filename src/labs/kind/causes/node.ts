import { shellQuote } from '../../../host/shell-quote.ts';
import type { Cause, Failing } from './cause.ts';
import { logsOf } from './further.ts';

/** Nodes that are dead, and what runs in them. */
export const NODE_CAUSES: readonly Cause[] = [
  {
    says: /Container (\S+) is not running/,
    explain: (failing, [, id = '']) => {
      const node = nodeOf(failing) ?? id;
      return {
        code: 'E_LAB_BROKEN',
        message: `node ${node} of cluster ${failing.cluster} is not running`,
        mend: shellQuote(['docker', 'start', node]),
      };
    },
  },
  {
    says: /No such container: (\S+)/,
    explain: ({ cluster }, [, node = '']) => ({
      code: 'E_LAB_BROKEN',
      message: `node ${node} of cluster ${cluster} is gone`,
      mend: shellQuote(['kind', 'delete', 'cluster', '--name', cluster]),
    }),
  },
  {
    says: /exec: "(.+?)": executable file not found/,
    explain: (failing, [, program]) => {
      const node = nodeOf(failing);
      return {
        code: 'E_IMAGE',
        message: `node ${node ?? ''} of cluster ${failing.cluster} has no ${program}`,
        why: 'its image is not one that kind build node-image made',
        mend: node ? shellQuote(['docker', 'logs', node]) : 'docker image ls',
      };
    },
  },
  {
    says: /failed to (init|join) node with kubeadm/,
    explain: (failing, [, verb]) => ({
      code: 'E_KIND',
      message: `kubeadm could not ${verb} node ${nodeOf(failing) ?? ''} of cluster ${failing.cluster}`,
      mend: logsOf(failing),
    }),
  },
];

function nodeOf({ output }: Failing): string | null {
  return /^docker exec (?:-\S+ )*(\S+)/.exec(output.command ?? '')?.[1] ?? null;
}
