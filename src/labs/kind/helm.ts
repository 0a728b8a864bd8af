import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import { dockerRunner } from './kind-cli.ts';

export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** A folder, an archive, or a name with `repo`. */
  readonly chart: string;
  readonly repo?: string;
  readonly version?: string | null;
  /** Files; later ones win. */
  readonly values: readonly string[];
  /** KEY=VALUE; wins over files. */
  readonly set: readonly string[];
}

const HELM_MS = 180_000;

/** Installs a chart, or brings what is installed to these values. @throws LabError E_HELM, E_TOOL_MISSING */
export async function helmUpgrade(
  release: Release,
  kubeconfig: string,
  signal?: AbortSignal,
): Promise<void> {
  const { name, namespace, chart, repo, version, values, set } = release;
  try {
    await dockerRunner.run(
      [
        ...(['helm', 'upgrade', '--install', name, chart] as const),
        ...['--namespace', namespace, '--create-namespace', '--kubeconfig', kubeconfig],
        ...(repo ? ['--repo', repo] : []),
        ...(version ? ['--version', version] : []),
        ...values.flatMap((file) => ['--values', file]),
        ...set.flatMap((pair) => ['--set', pair]),
      ],
      { timeoutMs: HELM_MS, ...(signal && { signal }) },
    );
  } catch (error) {
    if (!(error instanceof CommandError) || error.missingTool || signal?.aborted) throw error;
    throw explainHelm(error, release);
  }
}

function explainHelm(error: CommandError, { name, chart, repo }: Release): LabError {
  const said = error.stderr.split('\n').findLast((line) => line.startsWith('Error:')) ?? '';
  const offline =
    /no such host|connection refused|i\/o timeout|network is unreachable|looks like .* is not a valid chart repository/i;
  if (repo && offline.test(error.stderr)) {
    return new LabError(
      'E_HELM',
      {
        message: `the chart ${chart} could not be had from ${repo}`,
        why: said.slice(0, 300) || error.message,
        mend: 'fetch it where there is a network (helm pull) and give it with --chart FILE',
      },
      { cause: error },
    );
  }
  return new LabError(
    'E_HELM',
    {
      message: `helm could not install ${name}`,
      why: said.slice(0, 500) || error.message,
      mend: error.line,
    },
    { cause: error },
  );
}
