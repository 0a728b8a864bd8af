import { LabError } from '../errors.ts';
import { Api } from './api.ts';
import { ApiKubernetes } from './api-kubernetes.ts';
import { chooseContext } from './choose-context.ts';
import { Credentials } from './credentials.ts';
import { withDeadline } from './deadline.ts';
import { fitExecPlugin } from './exec-plugin.ts';
import { ExecSockets } from './exec-socket.ts';
import { loadKubeconfig } from './kubeconfig.ts';
import type { Kubernetes } from './kubernetes.ts';
import { Transport } from './transport.ts';

export interface ConnectOptions {
  /** The file. Default: KUBECONFIG, then ~/.kube/config, then the pod's service account. */
  readonly kubeconfig?: string | undefined;
  /** Default: the kubeconfig's current one. */
  readonly context?: string | undefined;
  /** For each call that is not given its own, in milliseconds. Default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Finds out which cluster is meant and who we are to it: reads files, runs the credential plugin if
 * there is one, loads the client library. It sends nothing: version() is what shows that the server
 * answers. @throws LabError E_KUBECONFIG, E_CLUSTER_AUTH, E_TIMEOUT
 */
export async function connect(options: ConnectOptions = {}): Promise<Kubernetes> {
  const { KubeConfig, WebSocket } = await import('./client.ts');
  const { kubeconfig, context, env = process.env, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const loaded = loadKubeconfig(KubeConfig, kubeconfig, env);
  const chosen = chooseContext(loaded, context);
  const { server } = chosen.cluster;
  const plugin = fitExecPlugin(loaded.config, chosen.cluster, chosen.user);
  const credentials = new Credentials(loaded.config, chosen, plugin);
  try {
    const late = () => latePlugin(chosen.user.name, timeoutMs);
    await withDeadline({ timeoutMs }, late, () => credentials.get());
  } catch (error) {
    credentials.close();
    throw error;
  }
  const { HTTPS_PROXY, https_proxy: httpsProxy } = env;
  const unusedProxy = chosen.cluster.proxyUrl ? undefined : HTTPS_PROXY || httpsProxy;
  const place = { server, context: chosen.context, unusedProxy };
  const api = new Api(place, new Transport(server, credentials), timeoutMs);
  return new ApiKubernetes(api, new ExecSockets(WebSocket, server, credentials));
}

function latePlugin(user: string, timeoutMs: number): LabError {
  return new LabError('E_TIMEOUT', {
    message: `no credentials for ${user} after ${timeoutMs / 1000} s`,
    why: 'its credential plugin is still busy: it may wait for a log-in in a browser',
    mend: 'kubectl auth whoami, log in there, then try again',
  });
}
