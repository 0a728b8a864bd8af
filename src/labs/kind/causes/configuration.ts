import { shellQuote } from '../../../host/shell-quote.ts';
import { installKind } from '../preflight/mends.ts';
import { type Cause, type Failing, optionOf } from './cause.ts';

const DOCS = 'https://kind.sigs.k8s.io/docs/user/configuration/';

/** Options and the configuration file. */
export const CONFIGURATION_CAUSES: readonly Cause[] = [
  {
    says: /unknown (?:shorthand )?(?:flag|command)[: ].*/,
    explain: (_, [words]) => ({
      code: 'E_TOOL_TOO_OLD',
      message: `this kind does not take these arguments: ${words}`,
      why: 'its version is another than the one that cni-lab was made for (kind version tells it)',
      mend: installKind(),
    }),
  },
  {
    says: /error reading file: open (.+?): (.+)/,
    explain: (_, [, file = '', reason]) => ({
      code: 'E_FILE',
      message: `the configuration ${file} cannot be read`,
      why: `${reason}`,
      mend: shellQuote(['ls', '-l', file]),
    }),
  },
  {
    // kubeadm found it, after kind had let it pass
    says: /error: (?<field>[\w.[\]]+): Invalid value: (?<value>"[^"]*"|\S+)/,
    explain: (failing, { groups }) => ({
      code: 'E_CLUSTER_CONFIG',
      message: `kubeadm refused the configuration of ${failing.cluster}: ${groups?.field} cannot be ${groups?.value?.replace(/:$/, '')}`,
      mend: `correct ${groups?.field} in ${fileOf(failing)}; ${DOCS}`,
    }),
  },
  {
    says: /unable to decode config|could not determine kind \/ apiVersion|unknown apiVersion|invalid configuration|invalid (?:pod|service) subnet|invalid (?:apiServer|kubeProxy|ipFamily|port)\w*|not a valid node role|must have at least one|failed to parse patches|config content/,
    explain: (failing) => {
      const { error } = failing.output;
      const line = /\bline (\d+)/.exec(error ?? '')?.[1];
      const where = error?.includes('patches') ? `a patch in ${fileOf(failing)}` : fileOf(failing);
      return {
        code: 'E_CLUSTER_CONFIG',
        message: `kind does not understand ${where}`,
        why: (error ?? failing.telling).replace(/^.*?yaml: unmarshal errors:\s*/, ''),
        mend: `correct ${line ? `line ${line} of ` : ''}${where}; ${DOCS}`,
      };
    },
  },
];

function fileOf({ argv, cluster }: Failing): string {
  const file = optionOf(argv, '--config');
  return file && file !== '-' ? file : `the configuration of ${cluster}`;
}
