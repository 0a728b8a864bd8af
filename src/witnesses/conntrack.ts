import { CommandError } from '../host/command-error.ts';
import { shortAddress } from '../host/short-address.ts';
import type { Lab } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { ProbeKind } from '../verdict/join-key.ts';

export interface Flow {
  readonly kind: ProbeKind;
  readonly from: string;
  readonly to: string;
  /** Address of who answers, where a service's was asked: nodes behind the one that translates know no other. */
  readonly answering?: string;
}

export interface OnTheWay {
  /** The nodes of who asks and of who answers: others have nothing to do with it. */
  readonly nodes: readonly string[];
}

/** Whether the connection tracking of each node on the way has an entry for the probe. */
export async function trackedFlows(
  lab: Lab,
  { nodes, ...flow }: Flow & OnTheWay,
): Promise<Evidence['conntrack']> {
  return Promise.all(
    nodes.map(async (namespace) => {
      const node = lab.topology.namespaces[namespace]!;
      const table = await readConntrack(lab, namespace);
      // without a rule that asks for it, the kernel tracks nothing, and silence says nothing
      const tracks = node.nftables !== undefined || table?.trim();
      return { namespace, tracked: table !== null && tracks ? isTracked(table, flow) : null };
    }),
  );
}

/** The same of many flows at once: each node's table is read once. In their order. */
export async function trackedAmong(
  lab: Lab,
  flows: readonly (Flow & OnTheWay)[],
): Promise<Evidence['conntrack'][]> {
  const nodes = [...new Set(flows.flatMap((flow) => flow.nodes))];
  const tables = await Promise.all(
    nodes.map(async (node) => [node, await readConntrack(lab, node)] as const),
  );
  const known = new Map(
    tables.map(([node, table]) => [node, table === null ? null : bySource(table)]),
  );
  return flows.map(({ nodes, ...flow }) =>
    nodes.map((namespace) => {
      const entries = known.get(namespace);
      const tracks = lab.topology.namespaces[namespace]!.nftables !== undefined || entries?.size;
      const own = entries?.get(flow.from)?.join('\n') ?? '';
      return { namespace, tracked: entries && tracks ? isTracked(own, flow) : null };
    }),
  );
}

/** Lines of a table by the address that each was first sent from. */
function bySource(table: string): Map<string, string[]> {
  const lines = new Map<string, string[]>();
  for (const line of table.split('\n')) {
    const [, source] = / src=(\S+)/.exec(line) ?? [];
    if (source === undefined) continue;
    const address = shortAddress(source);
    lines.set(address, [...(lines.get(address) ?? []), line]);
  }
  return lines;
}

/** A node's /proc/net/nf_conntrack; null where there is none. */
export async function readConntrack(lab: Lab, namespace: string): Promise<string | null> {
  try {
    return (await lab.runner(namespace).run(['cat', '/proc/net/nf_conntrack'])).stdout;
  } catch (error) {
    if (error instanceof CommandError) return null; // a kernel without CONFIG_NF_CONNTRACK_PROCFS
    throw error;
  }
}

const PROTOCOL = { ping: /^(icmp|icmpv6)$/, udp: /^udp$/, tcp: /^tcp$/ } as const;

/** @param table text of /proc/net/nf_conntrack: `ipv4 2 icmp 1 29 src=A dst=B ... src=B dst=A ...` */
export function isTracked(table: string, flow: Flow): boolean {
  return repliesOf(table, flow).length > 0;
}

/** What entries of the flow expect in answer, `10.244.1.12 > 10.244.1.11`, each once. */
export function repliesOf(table: string, { kind, from, to, answering = to }: Flow): string[] {
  const found = table.split('\n').flatMap((line) => {
    const protocol = line.split(/\s+/)[2] ?? '';
    const [sources, destinations] = ['src', 'dst'].map((word) =>
      [...line.matchAll(new RegExp(` ${word}=(\\S+)`, 'g'))].map(([, at]) => shortAddress(at!)),
    ) as [string[], string[]];
    const isTo = destinations[0] === to || destinations[0] === answering;
    return PROTOCOL[kind].test(protocol) && sources[0] === from && isTo
      ? [`${sources[1]} > ${destinations[1]}`]
      : [];
  });
  return [...new Set(found)];
}
