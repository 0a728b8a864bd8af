import { CommandError } from '../../host/command-error.ts';
import { dockerEnvironment } from '../../host/docker-environment.ts';
import { localRunnerWith } from '../../host/local-runner.ts';
import type { Argv, RunOptions } from '../../host/runner.ts';
import { explainKindFailure } from './kind-failure.ts';

/** Programs that speak to the Docker daemon: they need to be told which one. */
export const dockerRunner = localRunnerWith(dockerEnvironment(process.env));

/** Clusters of ours, and no others, are named so: `down` finds them by it alone. */
const PREFIX = 'cni-lab-';

export function clusterName(lab: string): string {
  return `${PREFIX}${lab}`;
}

/** How long kind may take for one step: an image may have to be pulled. */
const STEP_MS = 600_000;

/** Runs kind. @throws LabError in kind's own telling words */
export async function kind(
  cluster: string,
  args: readonly string[],
  options: RunOptions & { readonly image?: string | null } = {},
): Promise<string> {
  const argv: Argv = ['kind', ...args];
  try {
    return (await dockerRunner.run(argv, { timeoutMs: STEP_MS, ...options })).stdout;
  } catch (error) {
    if (!(error instanceof CommandError) || error.missingTool || options.signal?.aborted)
      throw error;
    const { exitCode, stdout, stderr } = error;
    throw explainKindFailure(argv, exitCode, stdout, stderr, {
      cluster,
      image: options.image ?? null,
    });
  }
}

/** Names of the labs of which there is a kind cluster, or what is left of one. */
export async function kindLabs(): Promise<string[]> {
  const clusters = (await kind('', ['get', 'clusters'])).split('\n');
  return clusters.filter((c) => c.startsWith(PREFIX)).map((c) => c.slice(PREFIX.length));
}

export async function kindNodes(lab: string): Promise<string[]> {
  const cluster = clusterName(lab);
  const stdout = await kind(cluster, ['get', 'nodes', '--name', cluster]);
  return stdout.split('\n').filter(Boolean);
}

/** Removes the cluster, or what is left of it; nothing there is no error. */
export async function deleteCluster(lab: string, kubeconfig: string): Promise<void> {
  const cluster = clusterName(lab);
  await kind(cluster, ['delete', 'cluster', '--name', cluster, '--kubeconfig', kubeconfig]);
}
