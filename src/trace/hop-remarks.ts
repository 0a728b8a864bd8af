import type { Leg } from '../verdict/join-key.ts';
import type { Trips } from '../verdict/trips.ts';
import { isFreed } from './hop-point.ts';
import type { HopRow, TapRow } from './row.ts';
import type { LegLine } from './time-line.ts';

export interface HopRemarkFacts {
  readonly legs: readonly LegLine[];
  readonly trips: readonly Trips[] | null;
  readonly rescheduled: number | null;
  /** The datapath of the lab. */
  readonly datapath: string;
  /** Taps of whose captures not all can be believed, and why. */
  readonly faults: readonly { readonly tap: string; readonly fault: string | null }[];
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
    ...handedOver(facts),
    ...new Set(facts.legs.flatMap(redirected)),
    ...rescheduling(facts),
    ...(facts.legs.some(({ rows }) => rows.some(({ kind }) => kind === 'tap')) ? [ALONE] : []),
    ...(hops.some(isHarmless) ? [HARMLESS] : []),
    ...(unsaid ? [NO_REASONS] : []),
    ...facts.faults
      .filter(({ fault }) => fault !== null)
      .map(({ tap, fault }) => `The tap ${tap}: ${fault}. That it saw nothing proves nothing.`),
    ...(lost > 0 ? [`${lost} of the kernel's events were lost: the list may have gaps.`] : []),
  ];
}

const HARMLESS =
  "What ping_rcv, icmp_rcv or icmpv6_rcv frees is no drop: the reply's copy is in ping's raw socket by then, and the kernel has no use for the packet itself.";
const ALONE =
  'Where a tap stands alone the kernel told of the packet at no point there; the stamp is the one that it got where it last came in.';
const NO_REASONS =
  'This kernel gives no reasons for drops, as it does from Linux 5.17 on: a kfree_skb says where alone.';

function isHarmless({ point, isDrop, in: by }: HopRow): boolean {
  return /^kfree_skb|^sk_skb/.test(point) && !isDrop && /^(ping|icmp|icmpv6)_rcv$/.test(by ?? '');
}

function dropped({ place, device, reason, in: by }: HopRow): string {
  const where = [place, device].filter(Boolean).join(' ') || 'a place that is not told';
  return `DROPPED at ${where}: ${reason ?? 'the reason is not told'}${by ? `, in ${by}()` : ''}.`;
}

/** pwru's own sight of the same: by functions, where tracepoints do not fire. */
function redirected({ leg, rows }: LegLine): string[] {
  const hops = rows.filter((row): row is HopRow => row.kind === 'hop');
  return hops.flatMap((hop, i) => {
    if (hop.point !== 'skb_do_redirect') return [];
    const next = hops.slice(i + 1).find(({ skb }) => skb === hop.skb);
    if (!next || !/^ip(v6)?_rcv$/.test(next.point) || next.place === hop.place) return [];
    return [
      `${leg}: skb_do_redirect for ${placeOf(hop)} is followed by ${next.point} for ${placeOf(next)}, of the same packet: no device sent it in between. That is bpf_redirect_peer().`,
    ];
  });
}

interface HandOver {
  readonly leg: Leg;
  /** Where the packet was received, and where it got to: `lxc1 of node1`. */
  readonly from: string;
  readonly to: string;
}

/** Where packets got to without the stack there having received them: somebody put them there. */
function handedOver({ legs }: HopRemarkFacts): string[] {
  const found = legs.flatMap(handOvers);
  if (found.length === 0) return [];
  const list = (end: 'from' | 'to') =>
    [...new Set(found.map((one) => `${one[end]} (${one.leg})`))].join(' and ');
  return [
    `netif_receive_skb did not fire for ${list('to')}: what came there was received once, by ${list('from')}, and handed over within the same pass of the softirq, as bpf_redirect_peer() or a macvlan's parent does it. No second queue.`,
  ];
}

/** Where a packet ends, or a tap saw it come in, though nothing there had told of it; and was last received. */
function handOvers({ leg, rows }: LegLine): HandOver[] {
  return rows.flatMap((end, i) => {
    if (end.kind === 'event' || !isArrival(end)) return [];
    const hops = rows.slice(0, i).filter((row): row is HopRow => row.kind === 'hop');
    const before = end.kind === 'hop' ? hops.filter((hop) => hop.skb === end.skb) : hops;
    const from = before.findLast((hop) => hop.point === 'netif_receive_skb');
    const isThere = (hop: HopRow) => hop.place === end.place && hop.device === end.device;
    const isKnown = before.some((hop) => isThere(hop) && hop.point !== 'net_dev_start_xmit');
    return from && !isKnown ? [{ leg, from: placeOf(from), to: placeOf(end) }] : [];
  });
}

function isArrival(row: HopRow | TapRow): boolean {
  if (row.kind === 'tap') return row.direction === 'in';
  return isFreed(row) && !row.isDrop && row.place !== null;
}

function placeOf({ device, place }: HopRow | TapRow): string {
  return `${device} of ${place}`;
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
function at(legs: readonly LegLine[], leg: Leg): string {
  const devices = legs
    .filter((line) => line.leg === leg)
    .flatMap(({ rows }) =>
      rows.flatMap((row) =>
        row.kind === 'hop' && row.point === 'netif_rx' ? [`${row.device} of ${row.place}`] : [],
      ),
    );
  return devices.length > 0 ? ` (${[...new Set(devices)].join(', ')})` : '';
}
