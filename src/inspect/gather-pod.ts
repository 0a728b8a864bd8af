import type { AttachedProgram } from '../cni/cilium/attached-programs.ts';
import type { Runner } from '../host/runner.ts';
import { type Answer, ask } from './ask.ts';
import { type DeviceFacts, parseDeviceFacts, withAnyAddress } from './device-facts.ts';
import { type IpTables, ipTables } from './ip-tables.ts';
import type { PodSource } from './node-source.ts';
import { type PolicyRule, policyRules } from './policy-rules.ts';
import { ASK_BPFTOOL, BPFTOOL_LINES, NFT, READ_NETNS } from './questions.ts';
import { tcPrograms } from './tc-programs.ts';

/** What a pod's network namespace answered. */
export interface PodFacts {
  readonly source: PodSource;
  readonly tables: IpTables;
  readonly devices: readonly DeviceFacts[];
  /** The device with its address. */
  readonly own: DeviceFacts | null;
  readonly rules: readonly PolicyRule[] | null;
  readonly ethtool: Answer;
  /** `readlink /proc/self/ns/net` */
  readonly netns: Answer;
  /** Programs on its own ends. */
  readonly tc: readonly AttachedProgram[] | null;
  readonly bpftool: Answer;
  readonly nft: Answer;
  /** The programs that are asked about its sockets: `bpftool -j cgroup show DIR effective`. */
  readonly sockets: Answer & { readonly cgroup: string | null };
}

export async function gatherPod(source: PodSource, signal: AbortSignal): Promise<PodFacts> {
  const { runner, addresses } = source;
  if (!runner) return nothing(source);
  const families = ([4, 6] as const).filter((f) =>
    addresses.some((address) => address.includes(':') === (f === 6)),
  );
  const [tables, rules, netns, bpftool, nft, sockets] = await Promise.all([
    ipTables(runner, signal),
    policyRules(runner, families, signal),
    ask(runner, READ_NETNS, { signal }),
    ask(runner, ASK_BPFTOOL, { input: BPFTOOL_LINES, signal }),
    ask(runner, NFT, { signal }),
    askSockets(source, signal),
  ]);
  const devices = parseDeviceFacts(tables.devices);
  const own =
    devices.find(({ name }) => name === source.device) ?? withAnyAddress(devices, addresses);
  const outward = devices.filter(({ name }) => name !== 'lo');
  const [tc, ethtool] = await Promise.all([
    tcPrograms(runner, outward, signal),
    own?.kind === 'veth' ? askEthtool(runner, own, signal) : NO_VETH,
  ]);
  return {
    ...{ source, tables, devices, own, rules, ethtool, netns, tc, bpftool, nft, sockets },
  };
}

const NOT_ASKED: Answer = { text: null, why: null };
const NO_VETH: Answer = { text: null, why: 'it is no veth' };
const NO_TABLES: IpTables = { devices: null, routes: null, neighbours: null };

function nothing(source: PodSource): PodFacts {
  return {
    ...{ source, tables: NO_TABLES, devices: [], own: null, rules: null, ethtool: NO_VETH },
    ...{ netns: NOT_ASKED, tc: null, bpftool: NOT_ASKED, nft: NOT_ASKED },
    sockets: { ...NOT_ASKED, cgroup: null },
  };
}

function askEthtool(place: Runner, { name }: DeviceFacts, signal: AbortSignal): Promise<Answer> {
  return ask(place, ['ethtool', '-S', name], { signal });
}

/** Asked only where its cgroup can be told. */
async function askSockets(
  { sockets }: PodSource,
  signal: AbortSignal,
): Promise<PodFacts['sockets']> {
  const cgroup = (await sockets?.cgroup()) ?? null;
  if (!sockets || cgroup === null) return { ...NOT_ASKED, cgroup: null };
  const argv = ['bpftool', '-j', 'cgroup', 'show', cgroup, 'effective'] as const;
  return { ...(await ask(sockets.place, argv, { signal })), cgroup };
}
