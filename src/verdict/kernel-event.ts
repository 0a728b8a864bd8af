/** A packet at one of the kernel's tracepoints, as native/trace.c tells of it. */
export interface KernelEvent {
  /** `netif_rx` */
  readonly point: string;
  readonly timestampNs: bigint;
  /** The packet's address in the kernel: the same for as long as it is the same packet. */
  readonly skb: string;
  /** The place of the lab that its device is in, and that device; null: it has none any more. */
  readonly place: string | null;
  /** Inode number. */
  readonly netns: number | null;
  readonly device: string | null;
  readonly ifindex: number | null;
  readonly cpu: number;
  /** Bytes: of the frame where it goes out, of the IP packet where it comes in. */
  readonly length: number;
  /** Why it was dropped, as the kernel has it in `enum skb_drop_reason`; null where that is not told. */
  readonly reason: string | null;
  /** The function that freed it. */
  readonly in: string | null;
  /** From its (outer) IP header on, as far as it was read. */
  readonly bytes: Uint8Array;
}

/** Reads a line of native/trace.c; null for what is none. Pure. */
export function parseKernelEvent(line: string): KernelEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const told = value as Record<string, unknown>;
  const text = (key: string) => (typeof told[key] === 'string' ? told[key] : null);
  const number = (key: string) => (typeof told[key] === 'number' ? told[key] : null);
  const [point, ns, skb, packet] = ['tracepoint', 'ns', 'skb', 'packet'].map(text);
  if (!point || !ns || !/^\d+$/.test(ns) || !skb || packet === null) return null;
  return {
    ...{ point, timestampNs: BigInt(ns), skb, place: text('place'), netns: number('netns') },
    ...{ device: text('device'), ifindex: number('ifindex'), cpu: number('cpu') ?? 0 },
    ...{ length: number('length') ?? 0, reason: text('reason') },
    // compilers put behind its name what they made of it: `.constprop.0`
    in: text('in')?.replace(/\..*$/, '') ?? null,
    bytes: Uint8Array.from(packet!.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  };
}
