import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import type { CniFile } from '../cni/live-node.ts';
import type { Runner } from '../host/runner.ts';
import { pooled } from '../pooled.ts';
import { type Answer, ask } from './ask.ts';
import { type DeviceFacts, parseDeviceFacts, withAnyAddress } from './device-facts.ts';
import { type IpTables, ipTables } from './ip-tables.ts';
import { netkitFacts } from './netkit-facts.ts';
import { devicesOfInterest } from './node-devices.ts';
import type { NodeSource, PodSource } from './node-source.ts';
import { tcPrograms } from './tc-programs.ts';

/** What a node and its pods answered. */
export interface NodeFacts {
  readonly tables: IpTables;
  readonly devices: readonly DeviceFacts[];
  readonly bpftool: Answer;
  /** Programs on the classic hooks of the devices that are shown. */
  readonly tc: readonly AttachedProgram[] | null;
  /** Programs of ours on the primaries of netkit pairs. */
  readonly netkit: readonly AttachedProgram[];
  readonly nft: Answer;
  readonly iptables: Answer;
  /** Null where the pods are of no CNI's making. */
  readonly conflists: readonly CniFile[] | null;
  readonly pods: readonly PodFacts[];
}

export interface PodFacts {
  readonly source: PodSource;
  readonly devices: readonly DeviceFacts[];
  /** The device with its address. */
  readonly own: DeviceFacts | null;
  readonly ethtool: Answer;
}

/** A node may have a hundred. */
const PODS_AT_ONCE = 16;

/** Asks the node and its pods, all side by side. @throws whatever is no failure of what was asked */
export async function gather(source: NodeSource, signal: AbortSignal): Promise<NodeFacts> {
  const { net, inside } = source;
  const [tables, bpftool, nft, iptables, conflists, pods] = await Promise.all([
    ipTables(net, signal),
    ask(net, ['bpftool', '-j', 'batch', 'file', '-'], { input: 'version\nnet show\n', signal }),
    ask(net, ['nft', 'list', 'ruleset'], { signal }),
    inside ? askIptables(inside, net, signal) : { text: '', why: null },
    source.conflists?.() ?? null,
    pooled(source.pods, PODS_AT_ONCE, (pod) => gatherPod(pod, signal)),
  ]);
  const devices = parseDeviceFacts(tables.devices);
  const tc = await askTc(source, devices, pods, signal);
  // in a cluster the agents' bpftool says more
  const netkit = inside ? [] : await netkitFacts(net, devices, signal);
  return { tables, devices, bpftool, tc, netkit, nft, iptables, conflists, pods };
}

/** The node's own iptables knows where its rules are (nft or legacy); ours is better than none. */
async function askIptables(inside: Runner, net: Runner, signal: AbortSignal): Promise<Answer> {
  const own = await ask(inside, IPTABLES, { signal });
  return own.text === null ? ask(net, IPTABLES, { signal }) : own;
}

const IPTABLES = ['iptables-save', '-t', 'nat'] as const;

function askTc(
  { net, addresses }: NodeSource,
  devices: readonly DeviceFacts[],
  pods: readonly PodFacts[],
  signal: AbortSignal,
) {
  const hosts = pods.map(({ own }) => own?.linkIndex);
  const wanted = [
    ...devicesOfInterest(devices, addresses).map(({ device }) => device),
    ...devices.filter((device) => hosts.includes(device.ifindex)),
  ];
  return tcPrograms(net, [...new Set(wanted)], signal);
}

async function gatherPod(source: PodSource, signal: AbortSignal): Promise<PodFacts> {
  const nothing = { source, devices: [], own: null, ethtool: NOT_ASKED };
  if (!source.runner) return nothing;
  const { text } = await ask(source.runner, ['ip', '-j', '-d', '-s', 'addr', 'show'], { signal });
  const devices = parseDeviceFacts(text);
  const own = withAnyAddress(devices, source.addresses);
  const ethtool = own?.kind === 'veth' ? await askEthtool(source.runner, own, signal) : NOT_ASKED;
  return { source, devices, own, ethtool };
}

const NOT_ASKED: Answer = { text: null, why: 'it is no veth' };

function askEthtool(place: Runner, { name }: DeviceFacts, signal: AbortSignal): Promise<Answer> {
  return ask(place, ['ethtool', '-S', name], { signal });
}
