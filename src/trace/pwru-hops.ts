import type { Tap } from '../labs/lab.ts';
import type { Hop } from '../verdict/hop.ts';
import { LEGS, type Leg } from '../verdict/join-key.ts';
import { isFreed } from './hop-point.ts';
import type { PwruEvent } from './pwru-event.ts';

export interface PwruFacts {
  /** Addresses that who asks and who answers may have: a service's stands for the one behind it. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  /** How many probes were sent: pwru does not tell them apart. */
  readonly count: number;
  /** Places by the inode numbers of their network namespaces. */
  readonly places: ReadonlyMap<number, string>;
  readonly taps: readonly Pick<Tap, 'place' | 'device' | 'ifindex'>[];
  /** From the monotonic clock to that of the taps, ns. */
  readonly offsetNs: bigint;
}

/** The probe's own among pwru's events, in the order of time. Pure. */
export function pwruHops(events: readonly PwruEvent[], facts: PwruFacts): Hop[] {
  const hops = events.flatMap((event) => hopOf(event, facts) ?? []).sort(byTime);
  return withCallers(LEGS.flatMap((leg) => onTheWay(hops.filter((hop) => hop.leg === leg)))).sort(
    byTime,
  );
}

function byTime(a: Hop, b: Hop): number {
  return Number(a.timestampNs - b.timestampNs);
}

/**
 * pwru tells of every call that lets go of a packet, be there others who hold it: captures do so all the time. The
 * packet ends by the last of them, until its memory is used for the next one; what nobody sent is a capture's copy.
 */
function onTheWay(hops: readonly Hop[]): Hop[] {
  const [first] = hops;
  const isSent = ({ point, place }: Hop) => point === first?.point && place === first.place;
  return hops.filter((hop, i) => {
    if (!isFreed(hop)) return true;
    const isSame = ({ skb }: Hop) => skb === hop.skb;
    const next = hops.slice(i + 1).find(isSame);
    const before = hops.slice(0, i).findLast((one) => isSame(one) && !isFreed(one));
    return before !== undefined && (next === undefined || isSent(next));
  });
}

/** What frees a packet that has arrived is called by what received it; of others pwru does not tell. */
function withCallers(hops: readonly Hop[]): Hop[] {
  const last = new Map<string, string>();
  return hops.map((hop) => {
    const caller = last.get(hop.skb) ?? null;
    last.set(hop.skb, hop.point);
    return isFreed(hop) && /_rcv$/.test(caller ?? '') ? { ...hop, in: caller } : hop;
  });
}

function hopOf(event: PwruEvent, facts: PwruFacts): Hop | null {
  const place = facts.places.get(event.netns ?? 0);
  const leg = legOf(event, facts);
  if (place === undefined || leg === null) return null;
  const { skb, netns, ifindex, cpu, length, reason } = event;
  // names are cut at the front: the number tells
  const tap = facts.taps.find((one) => one.place === place && one.ifindex === ifindex);
  return {
    ...{ leg, probe: facts.count === 1 ? 0 : null, point: event.function },
    ...{ timestampNs: event.timeNs + facts.offsetNs, skb, place, netns, ifindex, cpu, length },
    ...{ device: tap?.device ?? event.device, reason, in: null, ttl: null, encapsulation: [] },
    ...{ source: event.source!, destination: event.destination! },
  };
}

function legOf({ source, destination }: PwruEvent, { client, server }: PwruFacts): Leg | null {
  const is = (one: string | null, ends: readonly string[]) => one !== null && ends.includes(one);
  if (is(source, client) && is(destination, server)) return 'request';
  return is(source, server) && is(destination, client) ? 'reply' : null;
}
