import { parse } from 'yaml';
import { type KubeProxyMode, kubeProxyMode } from '../../cni/kube-proxy-mode.ts';
import { LabError } from '../../errors.ts';
import { readManifest } from '../../host/manifest-file.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { serviceRules } from '../service-rules.ts';
import { labLabels } from './lab-labels.ts';
import { requireOwnPod } from './own-pods.ts';
import type { PodSite } from './site.ts';
import { until } from './until.ts';

/** A service that is there, as the asking pod's node knows it. */
export interface LiveService {
  readonly address: string;
  readonly mode: KubeProxyMode;
}

const RULES_MS = 30_000;

/**
 * Makes a service with the second pod behind it, and waits until the first pod's node translates it.
 * @throws LabError E_POD for pods that are not ours, E_TIMEOUT if no rule comes
 */
export async function ensureService(
  kubernetes: Kubernetes,
  lab: string,
  [one, two]: readonly [PodSite, PodSite],
  signal?: AbortSignal,
): Promise<LiveService> {
  const address = await makeService(kubernetes, lab, two, signal);
  const translating = async () => {
    const facts = await serviceRules(one.node.access.net, address.includes(':') ? 6 : 4);
    const rules = [facts.iptables, facts.nft, facts.ipvs].join('\n');
    const isThere = address !== '' && bears(rules, address);
    return isThere && two.pod.addresses.some((a) => bears(rules, a)) ? facts : null;
  };
  const facts = await until(translating, RULES_MS, signal);
  if (facts === null) throw noRules(address, one.node.node.name);
  return { address, mode: kubeProxyMode(facts) };
}

/**
 * Makes a service with the pod behind it; nobody need know it yet.
 * @returns its address
 * @throws LabError E_POD for a pod that is not ours
 */
export async function makeService(
  kubernetes: Kubernetes,
  lab: string,
  { pod }: PodSite,
  signal?: AbortSignal,
): Promise<string> {
  requireOwnPod(pod, lab, 'service');
  const { name, namespace } = pod;
  const manifest = parse(readManifest('service.yaml'));
  Object.assign(manifest.metadata, { name, namespace });
  Object.assign(manifest.metadata.labels, labLabels(lab));
  manifest.spec.selector = { 'cni-lab/pod': name };
  await kubernetes.apply(manifest, { signal });
  const made = await kubernetes.get<{ spec?: { clusterIP?: string } }>(manifest, { signal });
  return made?.spec?.clusterIP ?? '';
}

/** Whether an address is in a text as a whole: 10.96.0.12 is not in 10.96.0.123. */
function bears(text: string, address: string): boolean {
  const isIpv6 = address.includes(':');
  const more = isIpv6 ? '[0-9a-fA-F:]' : '[0-9.]';
  const escaped = address.replaceAll('.', '\\.');
  return new RegExp(`(?<!${more})${escaped}(?!${more})`).test(text);
}

function noRules(address: string, node: string): LabError {
  return new LabError('E_TIMEOUT', {
    message: `after ${RULES_MS / 1000} s ${node} does not translate the service ${address}`,
    why: 'neither iptables nor nftables nor IPVS has a rule for it: kube-proxy does not run there, or a CNI does its work by BPF',
    mend: 'kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide',
  });
}
