import { type IngressPolicy, ingressPolicy } from '../../cni/cilium/ingress-policy.ts';
import type { Family } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Kubernetes } from '../../kubernetes/kubernetes.ts';
import { type AskAgent, agentOfNode } from './cilium-agent.ts';
import { denyingPolicy } from './network-policy.ts';
import type { PodSite } from './site.ts';
import { until } from './until.ts';

const IN_FORCE_MS = 30_000;
/** Where nobody says that anything is being done about it. */
const UNANSWERED_MS = 10_000;
const GONE_MS = 30_000;

export interface Denial {
  readonly kubernetes: Kubernetes;
  readonly lab: string;
  /** Who is kept out, and of which. */
  readonly pods: readonly [PodSite, PodSite];
  readonly family: Family;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Puts a policy on the second pod that lets nothing in, and returns when it is in force.
 * @returns what removes it again and waits until it is gone
 * @throws LabError E_POD for a pod that is not ours, E_TIMEOUT, E_CNI, E_LAB_BROKEN; then it is removed
 */
export async function denyIngress(denial: Denial): Promise<() => Promise<void>> {
  const { kubernetes, lab, pods, signal } = denial;
  const policy = denyingPolicy(pods[1].pod, lab);
  const word = await wordOn(denial);
  const lift = async () => {
    await kubernetes.remove(policy); // an interruption must not keep it there
    if (signal?.aborted) return;
    const isGone = async () => (await word.isDenied()) === false || null;
    if (!(await until(isGone, GONE_MS, signal))) throw lasting(denial);
  };
  try {
    await kubernetes.apply(policy); // to its end: what is half asked for cannot be removed
    const isInForce = async () => (await word.isDenied()) || null;
    if (!(await until(isInForce, word.withinMs, signal))) throw notInForce(denial, word);
    return lift;
  } catch (error) {
    await kubernetes.remove(policy).catch(() => {}); // what is left then, the next command removes
    throw error;
  }
}

/** Who tells whether a policy is in force. */
interface Word {
  /** Null: that is not known yet. @throws LabError, CommandError */
  isDenied(): Promise<boolean | null>;
  /** How long to wait until it says that it is. */
  readonly withinMs: number;
  /** What it says while none is. */
  readonly otherwise: string;
}

/** The agent's, where that changes with a policy of ours; else that of the packets. */
async function wordOn(denial: Denial): Promise<Word> {
  const [{ node }, { pod }] = denial.pods;
  const ask = await agentOfNode(denial.kubernetes, node.node.name, denial.signal);
  const said = ask && (await saidOf(ask, denial));
  if (ask && said === 'off') {
    return {
      isDenied: async () => {
        const now = await saidOf(ask, denial);
        if (now === 'audited') throw onlyAudited(denial);
        return now && now === 'enforced';
      },
      withinMs: IN_FORCE_MS,
      otherwise: `the agent of ${node.node.name} enforces none on ${pod.name}`,
    };
  }
  if (await isUnanswered(denial)) throw silent(denial);
  return {
    isDenied: () => isUnanswered(denial),
    withinMs: UNANSWERED_MS,
    otherwise: `${pod.name} answers: this cluster's CNI may not enforce network policies`,
  };
}

async function saidOf(ask: AskAgent, { pods }: Denial): Promise<IngressPolicy | null> {
  const { namespace, name } = pods[1].pod;
  return ingressPolicy(await ask('cilium-dbg', 'endpoint', 'list', '-o', 'json'), namespace, name);
}

async function isUnanswered({ pods: [one, two], family, signal }: Denial): Promise<boolean> {
  const address = two.pod.addresses.find((a) => a.includes(':') === (family === 6)) ?? '';
  try {
    const ping = ['ping', `-${family}`, '-n', '-q', '-c', '1', '-W', '1', address] as const;
    await one.runner.run([...ping], signal && { signal });
    return false;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 1) return true;
    throw error;
  }
}

function named({ pods: [, { pod }] }: Denial): string {
  return `${pod.namespace}/${pod.name}`;
}

function notInForce(denial: Denial, { withinMs, otherwise }: Word): LabError {
  return new LabError('E_TIMEOUT', {
    message: `after ${withinMs / 1000} s the policy on ${named(denial)} is not in force`,
    why: otherwise,
    mend: 'cni-lab inspect shows which CNI this is; Cilium: kubectl -n kube-system get pods -l k8s-app=cilium',
  });
}

function lasting(denial: Denial): LabError {
  const [, { pod }] = denial.pods;
  return new LabError('E_TIMEOUT', {
    message: `${GONE_MS / 1000} s after its removal the policy on ${named(denial)} is still in force`,
    why: 'the CNI has not followed yet: until then nothing reaches that pod',
    mend: `kubectl -n ${pod.namespace} get networkpolicies; kubectl -n ${pod.namespace} delete pod ${pod.name}, which cni-lab makes anew`,
  });
}

function onlyAudited(denial: Denial): LabError {
  return new LabError('E_CNI', {
    message: `the policy on ${named(denial)} is only audited`,
    why: "Cilium's policy audit mode is on: what no policy allows is logged, and let through",
    mend: 'helm upgrade cilium ... --set policyAuditMode=false',
  });
}

function silent(denial: Denial): LabError {
  const [{ pod }] = denial.pods;
  return new LabError('E_LAB_BROKEN', {
    message: `${named(denial)} does not answer ${pod.name}, without any policy of ours`,
    why: 'another policy forbids it already, or the way is broken; so ours could not be told from that',
    mend: `cni-lab verify; kubectl get networkpolicies -A`,
  });
}
