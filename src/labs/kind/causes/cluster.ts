import { shellQuote } from '../../../host/shell-quote.ts';
import type { Cause } from './cause.ts';

/** Names, leftovers and kubeconfigs. */
export const CLUSTER_CAUSES: readonly Cause[] = [
  {
    says: /'(.*)' is not a valid cluster name/,
    explain: (_, [, name]) => ({
      code: 'E_BAD_NAME',
      message: `"${name}" cannot be a cluster's name`,
      mend: 'choose another, e.g. --name demo-1',
    }),
  },
  {
    says: /already exist for a cluster with the name "(.*?)"|container name "\/?(.*?)" is already in use/,
    explain: ({ cluster }, [, name]) => ({
      code: 'E_CLUSTER_EXISTS',
      message: `there is a kind cluster ${name ?? cluster} already, or what is left of one`,
      why: 'it is in use, or an earlier run was broken off before it had removed its nodes',
      mend: shellQuote(['kind', 'delete', 'cluster', '--name', name ?? cluster]),
    }),
  },
  {
    says: /no nodes found for cluster "(.*?)"|control plane nodes for cluster named '(.*?)'|unknown cluster "(.*?)"/,
    explain: ({ cluster }, [, ...names]) => ({
      code: 'E_NO_SUCH_LAB',
      message: `there is no kind cluster ${names.find(Boolean) ?? cluster}`,
      mend: 'kind get clusters',
    }),
  },
  {
    says: /failed to lock config file: open (.+?): file exists/,
    explain: (_, [, lock = '']) => ({
      code: 'E_KUBECONFIG',
      message: `the kubeconfig is locked by ${lock}`,
      why: 'another kind writes to it now, or one was killed while it did',
      mend: shellQuote(['rm', lock]),
    }),
  },
  {
    says: /kubeconfig.*open (.+?): (permission denied|read-only file system|is a directory)/i,
    explain: (_, [, file = '']) => ({
      code: 'E_KUBECONFIG',
      message: `the kubeconfig ${file} cannot be written`,
      mend: shellQuote(['ls', '-ld', file]),
    }),
  },
];
