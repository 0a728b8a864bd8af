import { translates } from '../../cni/cilium/translates.ts';
import { LabError } from '../../errors.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { agentOfNode } from './cilium-agent.ts';
import { makeService } from './service.ts';
import type { PodSite } from './site.ts';
import { until } from './until.ts';

const KNOWN_MS = 30_000;
/** manifests/service.yaml */
const PORT = 8080;

/**
 * Makes a service with the second pod behind it, and waits until the Cilium agent of the first pod's
 * node knows it.
 * @returns its address
 * @throws LabError E_CNI_UNKNOWN where no agent runs, E_POD for a pod that is not ours, E_TIMEOUT
 */
export async function ensureSocketLbService(
  kubernetes: Kubernetes,
  lab: string,
  [one, two]: readonly [PodSite, PodSite],
  signal?: AbortSignal,
): Promise<string> {
  const node = one.node.node.name;
  const ask = await agentOfNode(kubernetes, node, signal);
  if (!ask) throw noAgent(node);
  const address = await makeService(kubernetes, lab, two, signal);
  const wanted = { address, port: PORT, backends: two.pod.addresses };
  const isKnown = async () =>
    translates(await ask('cilium-dbg', 'service', 'list', '-o', 'json'), wanted) || null;
  if (await until(isKnown, KNOWN_MS, signal)) return address;
  throw new LabError('E_TIMEOUT', {
    message: `after ${KNOWN_MS / 1000} s the agent of ${node} does not know the service ${address}`,
    why: `cilium-dbg service list has none of that address and port ${PORT} with ${two.pod.addresses.join(' or ')} behind it, for TCP and UDP`,
    mend: 'kubectl -n kube-system exec ds/cilium -c cilium-agent -- cilium-dbg service list',
  });
}

function noAgent(node: string): LabError {
  return new LabError('E_CNI_UNKNOWN', {
    message: `no Cilium agent runs on ${node}, so no service is translated at sockets there`,
    why: 'no pod with the label k8s-app=cilium is Running there',
    mend: 'kubectl get pods -A -l k8s-app=cilium -o wide',
  });
}
