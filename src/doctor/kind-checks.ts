import { readFileSync } from 'node:fs';
import { CommandError } from '../host/command-error.ts';
import type { Argv, Runner } from '../host/runner.ts';
import { type Finding, good, poor } from './check-up.ts';

/** kind's own advice, https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files */
const INOTIFY = { max_user_watches: 524_288, max_user_instances: 512 } as const;

/** What a kind cluster would need; none of it stands in the way of an embedded lab. */
export async function checkKind(runner: Runner): Promise<Finding[]> {
  const [docker, kind] = await Promise.all([
    firstLine(runner, ['docker', 'version', '--format', 'engine {{.Server.Version}}']),
    firstLine(runner, ['kind', 'version']),
  ]);
  return [
    docker.ok
      ? good('docker', docker.text, 'kind clusters')
      : poor(
          'docker',
          docker.text,
          'apt-get install -y docker.io && systemctl start docker',
          'kind clusters',
        ),
    kind.ok
      ? good('kind', kind.text, 'kind clusters')
      : poor('kind', kind.text, 'go install sigs.k8s.io/kind@v0.30.0', 'kind clusters'),
    ...Object.entries(INOTIFY).map(([key, least]) => checkInotify(key, least)),
  ];
}

function checkInotify(key: string, least: number): Finding {
  const name = `inotify ${key.replace('max_user_', '')}`;
  const now = Number(readFileSync(`/proc/sys/fs/inotify/${key}`, 'utf8'));
  return now >= least
    ? good(name, String(now), 'kind clusters')
    : poor(
        name,
        `${now}, kind wants ${least}`,
        `sysctl -w fs.inotify.${key}=${least}`,
        'kind clusters',
      );
}

async function firstLine(runner: Runner, argv: Argv): Promise<{ ok: boolean; text: string }> {
  try {
    return {
      ok: true,
      text: (await runner.run(argv, { timeoutMs: 5000 })).stdout.split('\n')[0] ?? '',
    };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return {
      ok: false,
      text: error.missingTool ? 'not installed' : (error.stderr.split('\n')[0] ?? ''),
    };
  }
}
