import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import type { CniFile } from '../cni/live-node.ts';
import type { Runner } from '../host/runner.ts';
import { withUsualAddresses } from '../labs/service-rules.ts';
import { pooled } from '../pooled.ts';
import { type Answer, ask } from './ask.ts';
import { type DeviceFacts, parseDeviceFacts } from './device-facts.ts';
import { gatherPod, type PodFacts } from './gather-pod.ts';
import { type IpTables, ipTables } from './ip-tables.ts';
import { netkitFacts } from './netkit-facts.ts';
import { devicesOfInterest } from './node-devices.ts';
import type { NodeSource } from './node-source.ts';
import { type PolicyRule, policyRules } from './policy-rules.ts';
import { ASK_BPFTOOL, BPFTOOL_LINES, IP6TABLES, IPTABLES, NFT, READ_NETNS } from './questions.ts';
import { ASK_SETTINGS } from './settings.ts';
import { tcPrograms } from './tc-programs.ts';

/** What a node and its pods answered. */
export interface NodeFacts {
  readonly tables: IpTables;
  readonly devices: readonly DeviceFacts[];
  readonly rules: readonly PolicyRule[] | null;
  readonly bpftool: Answer;
  /** Programs on the classic hooks of the devices that are shown. */
  readonly tc: readonly AttachedProgram[] | null;
  /** Programs of ours on the primaries of netkit pairs. */
  readonly netkit: readonly AttachedProgram[];
  /** `bridge -j fdb show` */
  readonly fdb: Answer;
  /** `readlink /proc/self/ns/net` */
  readonly netns: Answer;
  readonly netnsIds: Answer;
  readonly settings: Answer;
  readonly nft: Answer;
  readonly iptables: Answer;
  /** Only asked where a pod has an address of IPv6. */
  readonly ip6tables: Answer;
  readonly ipvs: VirtualServers | null;
  /** Null where the pods are of no CNI's making. */
  readonly conflists: readonly CniFile[] | null;
  readonly pods: readonly PodFacts[];
}

/** What is known of the services of IPVS, and by what. */
export interface VirtualServers {
  readonly text: string;
  readonly by: 'ipvsadm' | 'proc';
}

/** A node may have a hundred. */
const PODS_AT_ONCE = 16;

/** Asks the node and its pods, all side by side. @throws whatever is no failure of what was asked */
export async function gather(source: NodeSource, signal: AbortSignal): Promise<NodeFacts> {
  const { net, inside } = source;
  const [tables, rules, bpftool, fdb, netns, netnsIds, settings, rulesets, conflists, pods] =
    await Promise.all([
      ipTables(net, signal),
      policyRules(net, [4, 6], signal),
      ask(net, ASK_BPFTOOL, { input: BPFTOOL_LINES, signal }),
      ask(net, ['bridge', '-j', 'fdb', 'show'], { signal }),
      ask(net, READ_NETNS, { signal }),
      ask(inside ?? net, ['ip', '-j', 'netns', 'list-id'], { signal }),
      ask(net, ASK_SETTINGS, { signal }),
      askRulesets(source, signal),
      source.conflists?.() ?? null,
      pooled(source.pods, PODS_AT_ONCE, (pod) => gatherPod(pod, signal)),
    ]);
  const devices = parseDeviceFacts(tables.devices);
  const tc = await askTc(source, devices, pods, signal);
  // in a cluster the agents' bpftool says more
  const netkit = inside ? [] : await netkitFacts(net, devices, signal);
  return {
    ...{ tables, devices, rules, bpftool, tc, netkit, fdb, netns, netnsIds, settings },
    ...{ ...rulesets, conflists, pods },
  };
}

/** What netfilter and IPVS do with packets there. */
async function askRulesets(source: NodeSource, signal: AbortSignal) {
  const six = source.pods.some(({ addresses }) => addresses.some((a) => a.includes(':')));
  const [nft, iptables, ip6tables, ipvs] = await Promise.all([
    ask(source.net, NFT, { signal }),
    askSave(source, IPTABLES, signal),
    six ? askSave(source, IP6TABLES, signal) : NOT_ASKED,
    askIpvs(source.net, signal),
  ]);
  return { nft, iptables, ip6tables, ipvs };
}

const NOT_ASKED: Answer = { text: null, why: null };

/** The node's own iptables knows where its rules are (nft or legacy); ours is better than none. */
async function askSave(
  { inside, net }: NodeSource,
  argv: typeof IPTABLES | typeof IP6TABLES,
  signal: AbortSignal,
): Promise<Answer> {
  const own = inside && (await ask(inside, argv, { signal }));
  return own === null || own.text === null ? ask(net, argv, { signal }) : own;
}

/** The file first: ipvsadm makes the kernel load IPVS. */
async function askIpvs(net: Runner, signal: AbortSignal): Promise<VirtualServers | null> {
  const file = await ask(net, ['cat', '/proc/net/ip_vs'], { signal });
  if (!/^(TCP|UDP|SCTP) /m.test(file.text ?? '')) return null;
  const listed = await ask(net, ['ipvsadm', '-Ln'], { signal });
  if (listed.text !== null) return { text: listed.text, by: 'ipvsadm' };
  return { text: withUsualAddresses(file.text!), by: 'proc' };
}

function askTc(
  { net, addresses }: NodeSource,
  devices: readonly DeviceFacts[],
  pods: readonly PodFacts[],
  signal: AbortSignal,
) {
  const hosts = pods.flatMap((pod) => pod.devices.map(({ linkIndex }) => linkIndex));
  const wanted = [
    ...devicesOfInterest(devices, addresses).map(({ device }) => device),
    ...devices.filter((device) => hosts.includes(device.ifindex)),
  ];
  return tcPrograms(net, [...new Set(wanted)], signal);
}
