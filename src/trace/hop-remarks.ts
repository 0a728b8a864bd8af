import type { Trips } from '../verdict/trips.ts';
import { isFreed } from './hop-point.ts';
import type { HopRow } from './row.ts';
import type { LegLine } from './time-line.ts';

export interface HopRemarkFacts {
  readonly legs: readonly LegLine[];
  readonly trips: readonly Trips[] | null;
  readonly rescheduled: number | null;
  /** The datapath of the lab. */
  readonly datapath: string;
  readonly lost: number;
  /** Whether this kernel says why it drops packets. */
  readonly reasons: boolean;
}

/** What the list of hops shows, and what it cannot show, in sentences. Pure. */
export function hopRemarks(facts: HopRemarkFacts): string[] {
  const { lost, reasons } = facts;
  const hops = facts.legs.flatMap(({ rows }) => rows.filter((row) => row.kind === 'hop'));
  const drops = hops.filter((hop) => hop.isDrop);
  const unsaid = hops.some((hop) => hop.point === 'kfree_skb') && !reasons;
  return [
    ...new Set(drops.map(dropped)),
    ...new Set(facts.legs.flatMap(handedOver)),
    ...rescheduling(facts),
    ...(hops.some(isHarmless) ? [HARMLESS] : []),
    ...(unsaid ? [NO_REASONS] : []),
    ...(lost > 0 ? [`${lost} of the kernel's events were lost: the list may have gaps.`] : []),
  ];
}

const HARMLESS =
  "kfree_skb in ping_rcv or icmpv6_rcv is no drop: the reply's copy is in ping's raw socket by then, and the kernel has no use for the packet itself.";
const NO_REASONS =
  'This kernel gives no reasons for drops, as it does from Linux 5.17 on: a kfree_skb says where alone.';

function isHarmless({ point, isDrop }: HopRow): boolean {
  return point === 'kfree_skb' && !isDrop;
}

function dropped({ place, device, reason, in: by }: HopRow): string {
  const where = [place, device].filter(Boolean).join(' ') || 'a place that is not told';
  return `DROPPED at ${where}: ${reason ?? 'the reason is not told'}${by ? `, in ${by}()` : ''}.`;
}

/** Where a packet got to without the stack there having received it: somebody put it there. */
function handedOver({ leg, rows }: LegLine): string[] {
  const hops = rows.filter((row): row is HopRow => row.kind === 'hop');
  return hops.flatMap((end) => {
    if (!isFreed(end) || end.isDrop || end.place === null) return [];
    const isThere = (hop: HopRow) => hop.place === end.place && hop.ifindex === end.ifindex;
    const before = hops.filter((hop) => hop.skb === end.skb && hop.us < end.us && !isFreed(hop));
    const from = before.findLast((hop) => hop.point === 'netif_receive_skb');
    if (!from || before.some(isThere)) return [];
    return [
      `${leg}: netif_receive_skb did not fire for ${end.device} of ${end.place}. The packet was received once, by ${from.device} of ${from.place}, and handed over from there within the same pass of the softirq, as bpf_redirect_peer() does it (or a macvlan's parent): no second queue.`,
    ];
  });
}

function rescheduling({ trips, rescheduled, legs, datapath }: HopRemarkFacts): string[] {
  if (trips === null) return [];
  const counted = trips.filter((leg) => leg.trips > 0);
  const words = counted.map((leg) => {
    const each = leg.rescheduled / leg.trips;
    const count = Number.isInteger(each) ? `${each}` : each.toFixed(2);
    return `${leg.leg} ${count}${at(legs, leg.leg)}`;
  });
  if (words.length === 0) return [];
  const expected =
    rescheduled === null
      ? ''
      : counted.every((leg) => leg.rescheduled === rescheduled * leg.trips)
        ? ` So it is with ${datapath}.`
        : ` With ${datapath} it should be ${rescheduled}.`;
  return [
    `Rescheduling points (netif_rx: put on a CPU's queue, to be taken up again later) per trip: ${words.join('; ')}.${expected}`,
  ];
}

/** The devices that packets waited for. */
function at(legs: readonly LegLine[], leg: Trips['leg']): string {
  const devices = legs
    .filter((line) => line.leg === leg)
    .flatMap(({ rows }) =>
      rows.flatMap((row) =>
        row.kind === 'hop' && row.point === 'netif_rx' ? [`${row.device} of ${row.place}`] : [],
      ),
    );
  return devices.length > 0 ? ` (${[...new Set(devices)].join(', ')})` : '';
}
