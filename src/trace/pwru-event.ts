import { at, integerAt, parseJson, textAt } from '../cni/json.ts';

/** A packet in one of the kernel's functions, as `pwru --output-tuple --output-meta --timestamp current` prints it. */
export interface PwruEvent {
  /** `veth_xmit`; without what pwru puts behind it. */
  readonly function: string;
  /** Of kfree_skb_reason and sk_skb_reason_drop: `TC_INGRESS`. */
  readonly reason: string | null;
  readonly skb: string;
  /** Of the monotonic clock. */
  readonly timeNs: bigint;
  readonly cpu: number;
  /** Inode number of the network namespace. */
  readonly netns: number | null;
  /** Its end: `~cdef0123456789:5` is cut at the front. */
  readonly device: string | null;
  readonly ifindex: number | null;
  readonly length: number;
  readonly source: string | null;
  readonly destination: string | null;
}

const FUNCTION = /^(?<name>[^(\s]+)\s*(?:\((?<detail>[^)]*)\))?/;

/** As pwru prints without JSON, up to version 1.0.5 at least: it is what Debian 13 has. */
const TEXT = new RegExp(
  [
    /^(?<skb>0x[0-9a-f]+)\s+(?<cpu>\d+)\s+(?:\[.*?\]|\S+)\s+(?<func>\S.*?)\s+(?<time>\d+)\s+/,
    /netns=(?<netns>\d+) .*?iface=(?<iface>\S+) .*?len=(?<len>\d+)\s+/,
    /(?<saddr>\S+):\d+->(?<daddr>\S+):\d+\(/,
  ]
    .map(({ source }) => source)
    .join(''),
);

/** Reads a line, JSON or text; null for what is no event. Fields that are missing or of another shape are null. Pure. */
export function parsePwruEvent(line: string): PwruEvent | null {
  const event = line.startsWith('{') ? parseJson(line) : fieldsOf(line);
  const named = FUNCTION.exec(textAt(event, 'func') ?? '')?.groups;
  const skb = textAt(event, 'skb');
  const time = at(event, 'time');
  if (!named?.name || skb === null || typeof time !== 'number') return null;
  const isFreed = /^(kfree_skb_reason|sk_skb_reason_drop)$/.test(named.name);
  return {
    function: named.name,
    reason: isFreed ? (named.detail?.replace(/^SKB_(DROP_REASON_)?/, '') ?? null) : null,
    ...{ skb, timeNs: BigInt(Math.round(time)), cpu: integerAt(event, 'cpu') ?? 0 },
    ...{ netns: integerAt(event, 'netns'), length: integerAt(event, 'len') ?? 0 },
    ...deviceOf(textAt(event, 'iface') ?? ''),
    source: textAt(event, 'tuple', 'saddr'),
    destination: textAt(event, 'tuple', 'daddr'),
  };
}

/** `eth0:2`; in older text `2(eth0)`, or the number alone. */
function deviceOf(iface: string): Pick<PwruEvent, 'device' | 'ifindex'> {
  const [, name, number] = /^(.*):(\d+)$/.exec(iface) ?? [];
  const [, alone, inside] = /^(\d+)(?:\((.*)\))?$/.exec(iface) ?? [];
  const ifindex = Number(number ?? alone ?? 0);
  return { device: name ?? inside ?? null, ifindex: ifindex === 0 ? null : ifindex };
}

/** The fields of a line of text, as JSON has them. */
function fieldsOf(line: string): unknown {
  const found = TEXT.exec(line)?.groups;
  if (!found) return null;
  const { skb, cpu, func, time, netns, iface, len, saddr = '', daddr = '' } = found;
  const bare = (address: string) => address.replace(/^\[(.*)\]$/, '$1');
  return {
    ...{ skb, func, iface, cpu: Number(cpu), time: Number(time), netns: Number(netns) },
    ...{ len: Number(len), tuple: { saddr: bare(saddr), daddr: bare(daddr) } },
  };
}
