import { at, integerAt, parseJson, textAt } from '../cni/json.ts';

/** A packet in one of the kernel's functions, as `pwru --output-json --output-tuple --timestamp current` prints it. */
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

/** Reads a line; null for what is no event. Fields that are missing or of another shape are null. Pure. */
export function parsePwruEvent(line: string): PwruEvent | null {
  const event = parseJson(line);
  const named = FUNCTION.exec(textAt(event, 'func') ?? '')?.groups;
  const skb = textAt(event, 'skb');
  const time = at(event, 'time');
  if (!named?.name || skb === null || typeof time !== 'number') return null;
  const [, device, ifindex] = /^(.*):(\d+)$/.exec(textAt(event, 'iface') ?? '') ?? [];
  const isFreed = /^(kfree_skb_reason|sk_skb_reason_drop)$/.test(named.name);
  return {
    function: named.name,
    reason: isFreed ? (named.detail?.replace(/^SKB_(DROP_REASON_)?/, '') ?? null) : null,
    ...{ skb, timeNs: BigInt(Math.round(time)), cpu: integerAt(event, 'cpu') ?? 0 },
    ...{ netns: integerAt(event, 'netns'), length: integerAt(event, 'len') ?? 0 },
    ...{ device: device ?? null, ifindex: ifindex === undefined ? null : Number(ifindex) },
    source: textAt(event, 'tuple', 'saddr'),
    destination: textAt(event, 'tuple', 'daddr'),
  };
}
