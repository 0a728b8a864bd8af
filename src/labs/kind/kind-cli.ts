import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import { dockerEnvironment } from '../../host/docker-environment.ts';
import { localRunnerWith } from '../../host/local-runner.ts';
import type { Argv, RunOptions } from '../../host/runner.ts';
import { explainKindFailure } from './kind-failure.ts';
import { installKind } from './preflight/mends.ts';

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
    // its own docker clients must not be broken off half-way: what they told the daemon is done later
    return (await dockerRunner.run(argv, { timeoutMs: STEP_MS, apart: true, ...options })).stdout;
  } catch (error) {
    if (!(error instanceof CommandError) || options.signal?.aborted) throw error;
    if (error.missingTool) throw noKind(error);
    const { exitCode, stdout, stderr } = error;
    throw explainKindFailure(argv, exitCode, stdout, stderr, {
      cluster,
      image: options.image ?? null,
    });
  }
}

function noKind(cause: CommandError): LabError {
  const text = { message: 'kind is not installed', why: 'it makes the cluster' };
  return new LabError('E_TOOL_MISSING', { ...text, mend: installKind() }, { cause });
}

/** Names of the labs of which there is a kind cluster, or what is left of one. */
export async function kindLabs(): Promise<string[]> {
  const clusters = (await kind('', ['get', 'clusters'])).split('\n');
  return clusters.filter((c) => c.startsWith(PREFIX)).map((c) => c.slice(PREFIX.length));
}

/** Removes the cluster, or what is left of it; nothing there is no error. */
export async function deleteCluster(lab: string, kubeconfig: string): Promise<void> {
  const cluster = clusterName(lab);
  await kind(cluster, ['delete', 'cluster', '--name', cluster, '--kubeconfig', kubeconfig]);
}
