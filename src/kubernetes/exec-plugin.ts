import type { ChildProcess } from 'node:child_process';
import type { Cluster, KubeConfig, User } from '@kubernetes/client-node';

/** What a kubeconfig says of a plugin, such as `aws eks get-token`. */
export interface ExecEntry {
  apiVersion?: string;
  command?: string;
  args?: string[] | null;
  env?: { name: string; value: string }[] | null;
  installHint?: string;
  provideClusterInfo?: boolean;
}

/** The plugin that the client starts for a token: so that it can be stopped. */
export interface ExecPlugin {
  stop(): void;
}

/**
 * Fits the user's plugin, if it has one: gives it KUBERNETES_EXEC_INFO, which the client leaves out
 * and some plugins insist on, and makes it stoppable, since one that waits for a browser would keep
 * this process alive.
 */
export function fitExecPlugin(config: KubeConfig, cluster: Cluster, user: User): ExecPlugin | null {
  const entry = user.exec as ExecEntry | undefined;
  if (!entry) return null;
  entry.env = [
    ...(entry.env ?? []),
    { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(execInfo(entry, cluster)) },
  ];
  const running = new Set<ChildProcess>();
  for (const authenticator of starters(config)) {
    const start = authenticator.execFn;
    authenticator.execFn = (...args) => {
      const child = start(...args);
      running.add(child);
      child.once('close', () => running.delete(child));
      return child;
    };
  }
  return {
    stop: () => {
      for (const child of running) {
        child.kill('SIGKILL');
        child.stdout?.destroy(); // what it started may hold them open
        child.stderr?.destroy();
      }
    },
  };
}

function execInfo({ apiVersion, provideClusterInfo }: ExecEntry, cluster: Cluster) {
  return {
    apiVersion: apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(provideClusterInfo && {
        cluster: {
          server: cluster.server,
          'insecure-skip-tls-verify': cluster.skipTLSVerify,
          ...(cluster.caData && { 'certificate-authority-data': cluster.caData }),
        },
      }),
    },
  };
}

interface Starter {
  execFn: (...args: unknown[]) => ChildProcess;
}

/** The client's own starter of plugins; its types call it private. */
function starters(config: KubeConfig): Starter[] {
  const { authenticators = [] } = config as unknown as { authenticators?: object[] };
  return authenticators.filter((each): each is Starter => 'execFn' in each);
}
