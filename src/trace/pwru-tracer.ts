import { performance } from 'node:perf_hooks';
import { LabError } from '../errors.ts';
import { LineReader } from '../host/agent/line-reader.ts';
import { CommandError } from '../host/command-error.ts';
import { localRunner } from '../host/local-runner.ts';
import { readTextIfThere } from '../host/read-file.ts';
import type { Argv, Running } from '../host/runner.ts';
import { findTool, installCommand } from '../host/tools.ts';
import type { Lab } from '../labs/lab.ts';
import { tracedFlow } from '../labs/traced-flow.ts';
import { flowOf } from '../probes/send-probe.ts';
import type { ProbeKind } from '../verdict/join-key.ts';
import type { KernelTracer } from './kernel-tracer.ts';
import { parsePwruEvent } from './pwru-event.ts';
import { pwruHops } from './pwru-hops.ts';

/** What the kernel registers where it has kprobes that perf, and so pwru, can use. */
const KPROBES = '/sys/bus/event_source/devices/kprobe/type';

/** Functions on the way of a packet between pods, to which each kernel has some: all would take a minute to attach. */
const FUNCTIONS = [
  ...['dev_hard_start_xmit', 'veth_xmit', 'netkit_xmit'],
  ...['vxlan_xmit', 'geneve_xmit', 'ipip_tunnel_xmit'],
  ...['netif_rx_internal', 'skb_do_redirect', 'ip_rcv', 'ipv6_rcv', 'ip_forward', 'ip6_forward'],
  ...['br_handle_frame', 'icmp_rcv', 'icmpv6_rcv', 'ping_rcv'],
  ...['udp_rcv', 'tcp_v4_rcv', 'udpv6_rcv', 'tcp_v6_rcv'],
  ...['kfree_skb_reason', 'sk_skb_reason_drop', 'consume_skb', 'kfree_skb'],
];

const PCAP = {
  ping: { 4: 'icmp', 6: 'icmp6' },
  udp: { 4: 'udp', 6: 'udp' },
  tcp: { 4: 'tcp', 6: 'tcp' },
} as const;
const LISTENING = /Listening for events/;
/** How long it may take to print what it has, and to end. */
const END_MS = 5000;

/** Why pwru cannot be used here; null if it can. */
export function whyNoPwru(): LabError | null {
  if (findTool('pwru') === null) {
    return new LabError('E_TOOL_MISSING', {
      message: 'pwru is not installed',
      why: 'it comes with Debian 13 and newer, and as a binary from github.com/cilium/pwru/releases',
      mend: `${installCommand('pwru')}, or: cni-lab trace --tracer bpf`,
    });
  }
  if (readTextIfThere(KPROBES) === null) {
    return new LabError('E_KERNEL_FEATURE', {
      message: 'pwru cannot trace on this kernel',
      why: `it does so by kprobes, and the kernel has none (CONFIG_KPROBE_EVENTS: there is no ${KPROBES})`,
      mend: 'cni-lab trace --tracer bpf',
    });
  }
  return null;
}

/** pwru's command line for a probe. @param json whether this version can print it */
export function pwruCommand(
  kind: ProbeKind,
  family: 4 | 6,
  ends: readonly string[],
  json: boolean,
): Argv {
  const hosts = ends.map((address) => `host ${address}`).join(' and ');
  return [
    ...(['pwru', '--output-tuple', '--output-meta', '--timestamp', 'current'] as const),
    ...(json ? ['--output-json'] : []),
    ...['--filter-track-skb', '--filter-func', `^(${FUNCTIONS.join('|')})$`],
    `${PCAP[kind][family]} and ${hosts}`,
  ];
}

/** Whether its own help has that option. */
async function canPrintJson(): Promise<boolean> {
  const asked = localRunner.run(['pwru', '--help']).catch((error) => {
    if (error instanceof CommandError) return error;
    throw error;
  });
  const { stdout, stderr } = await asked;
  return `${stdout}${stderr}`.includes('--output-json');
}

/** pwru, which has probes at functions of the kernel. @throws LabError */
export async function pwruTracer(lab: Lab, kind: ProbeKind): Promise<KernelTracer> {
  const unfit = whyNoPwru();
  if (unfit) throw unfit;
  const { from, to, answering } = flowOf(lab.topology, kind);
  const ends = answering ? [from] : [from, to];
  const json = await canPrintJson();
  const running = localRunner.start(pwruCommand(kind, lab.topology.family, ends, json));
  const stop = async () => {
    running.kill('SIGKILL');
    await running.ended.catch(() => {});
  };
  const lines: string[] = [];
  const reading = readLines(running, lines);
  try {
    await listening(running);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    stop,
    read: async (outcome) => {
      running.kill('SIGINT');
      const timer = setTimeout(() => running.kill('SIGKILL'), END_MS);
      await reading.finally(() => clearTimeout(timer));
      const events = lines.flatMap((line) => parsePwruEvent(line) ?? []);
      const hops = pwruHops(events, {
        ...{ client: [from], server: answering ? [to, answering] : [to], count: outcome.sent },
        ...{ places: await placesByInode(lab, kind), taps: await lab.taps() },
        offsetNs: offsetOfClocks(),
      });
      return { hops, lost: 0, reasons: true, countsWaits: false };
    },
  };
}

async function placesByInode(lab: Lab, kind: ProbeKind): Promise<Map<number, string>> {
  const { places } = tracedFlow(lab, kind);
  const { stdout } = await localRunner.run(['stat', '-Lc', '%i', ...places.values()]);
  const inodes = stdout.trim().split('\n').map(Number);
  return new Map([...places.keys()].map((place, i) => [inodes[i]!, place]));
}

function offsetOfClocks(): bigint {
  const wall = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
  return wall - process.hrtime.bigint();
}

async function readLines({ stdout }: Running, lines: string[]): Promise<void> {
  const reader = new LineReader();
  for await (const chunk of stdout) lines.push(...reader.push(chunk));
}

/** Once it says so all its probes are attached. @throws LabError E_TOOL_TOO_OLD, E_KERNEL_FEATURE */
async function listening({ stderr }: Running): Promise<void> {
  const lines = stderr[Symbol.asyncIterator]();
  const said: string[] = [];
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    if (LISTENING.test(line.value)) return void readAway(lines);
    said.push(line.value);
  }
  const why = said.find((line) => /error|fail|unknown|fatal/i.test(line)) ?? said.join(' ');
  const [, old] = /unknown flag: (--[\w-]+)/.exec(why) ?? [];
  throw new LabError(old ? 'E_TOOL_TOO_OLD' : 'E_KERNEL_FEATURE', {
    message: old ? `this pwru has no ${old}` : 'pwru could not start',
    why,
    mend: 'cni-lab trace --tracer bpf',
  });
}

/** What nobody reads would stop it in the end. */
async function readAway(lines: AsyncIterator<string>): Promise<void> {
  while (!(await lines.next()).done);
}
