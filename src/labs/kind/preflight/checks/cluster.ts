import { shellQuote } from '../../../../host/shell-quote.ts';
import type { Check } from '../finding.ts';
import { oneLine } from '../text.ts';

/** kind's rule, and Docker's for the first character. */
const NAME = /^[a-z0-9][a-z0-9.-]*$/;
/** NAME-control-plane is a host name: 63 characters at most. */
const LONGEST = 63 - '-control-plane'.length;

const name: Check = {
  name: 'cluster name',
  look: (_, { cluster }) =>
    NAME.test(cluster) && cluster.length <= LONGEST
      ? null
      : {
          severity: 'fatal',
          code: 'E_BAD_NAME',
          message: oneLine(`"${cluster}" cannot be a cluster's name`),
          why: `names are 1 to ${LONGEST} lower-case letters, digits, dots and hyphens, a letter or digit first`,
          mend: 'choose another, e.g. --name demo-1',
        },
};

const free: Check = {
  name: 'cluster',
  look: ({ nodes }, { cluster }) => {
    if (!nodes?.length) return null;
    const up = nodes.filter((node) => node.includes('(Up ')).length;
    return {
      severity: 'fatal',
      code: 'E_CLUSTER_EXISTS',
      message: `there is a kind cluster ${cluster} already, ${up} of ${nodes.length} nodes running`,
      why: oneLine(nodes.join('; '), 500),
      mend: shellQuote(['kind', 'delete', 'cluster', '--name', cluster]),
    };
  },
};

export const CLUSTER_CHECKS: readonly Check[] = [name, free];
