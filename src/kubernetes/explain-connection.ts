import { LabError } from '../errors.ts';
import { type ApiCall, kindCluster, kubectl, proxyHint } from './api-call.ts';
import { explainTls } from './explain-tls.ts';

/** Explains why there is, or was, no connection to the API server; null for what is none of that. */
export function explainConnection(error: unknown, call: ApiCall): LabError | null {
  const { code = '', message } = rootOf(error);
  const words = WORDS[code] ?? (/socket hang up/.test(message) ? WORDS.ECONNRESET : undefined);
  if (!words) return explainTls(error, call);
  return new LabError(
    'E_CLUSTER_UNREACHABLE',
    {
      message: `the API server ${call.server} cannot be reached`,
      why: `${words} (${code || message})`,
      mend: mend(code, call) + (code === 'ECONNREFUSED' ? '' : proxyHint(call)),
    },
    { cause: error },
  );
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address: the cluster is stopped or gone',
  ENOTFOUND: 'its name is not known to the name servers that this machine asks',
  EAI_AGAIN: 'no name server answers',
  ETIMEDOUT: 'nothing answers at its address: the machine is off, or a firewall is between',
  EHOSTUNREACH: 'there is no way to its address: the machine is off, or a VPN is missing',
  ENETUNREACH: 'there is no route to its network: a VPN is missing, or this machine is offline',
  ECONNRESET: 'it cut the connection, and did so again on every new attempt',
  EPIPE: 'it cut the connection while it was being asked',
  HPE_INVALID_CONSTANT: 'what answers there does not speak HTTP',
};

/** Of several addresses that were tried, the first one's error says it. */
export function rootOf(error: unknown): NodeJS.ErrnoException {
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first : new Error(String(first));
}

function mend(code: string, call: ApiCall): string {
  const cluster = kindCluster(call.context);
  if (cluster && /ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ECONNRESET/.test(code)) {
    return `kind get clusters; if it lists ${cluster}: docker start $(kind get nodes --name ${cluster}), else: kubectl config delete-context ${call.context}`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `getent hosts ${hostOf(call.server)}; another server: kubectl config set-cluster NAME --server=https://...`;
  }
  return `${kubectl(call)} cluster-info; cni-lab ... --context NAME for another cluster`;
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname : server;
}
