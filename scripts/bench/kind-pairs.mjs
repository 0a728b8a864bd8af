import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** On a kind lab named `bench`, with Cilium (or its stand-in) in its default mode; see docs/testing.md. */
const KUBECONFIG = '/run/cni-lab/bench.kubeconfig';

/** `cni-lab verify` on live clusters. @returns pairs as bench.mjs has them */
export function kindPairs(root, verify) {
  if (!existsSync(KUBECONFIG)) {
    console.log('skipped: no kind lab named bench (cni-lab up --backend kind --name bench)');
    return [];
  }
  const onKind = (...args) => verify('--backend', 'kind', '--name', 'bench', ...args);
  const onCluster = (...args) =>
    verify('--backend', 'cluster', '--kubeconfig', KUBECONFIG, '--way', ...args);
  const theirs = ['bash', join(root, 'scripts/bench/kind.sh'), KUBECONFIG];
  const byAgent = [
    {
      name: 'kind, pods up, by an agent that is up, against the script',
      ours: onKind('--way', 'agent'),
      theirs,
    },
    {
      name: 'cluster, pods and agents to be made, against the script with its pods up',
      ours: onCluster('agent'),
      theirs,
    },
  ];
  return [
    { name: 'kind, pods up, by nsenter, against the script', ours: onKind(), theirs },
    ...(process.env.CNI_LAB_AGENT_IMAGE ? byAgent : []),
    {
      name: 'cluster, pods to be made, by nsenter, against the script with its pods up',
      ours: onCluster('nsenter'),
      theirs,
    },
  ];
}

/** A minute and more for each round: three. */
export function upPair(root, cli) {
  const upAndDown =
    '"$1" "$2" up --backend kind --name benchup --quiet && "$1" "$2" down --name benchup';
  return {
    name: 'up --backend kind (and down) against kind, helm and kubectl by hand',
    ours: ['sh', '-c', upAndDown, 'sh', process.execPath, cli],
    theirs: ['bash', join(root, 'scripts/bench/kind-up.sh'), 'benchup'],
    few: 3,
  };
}
