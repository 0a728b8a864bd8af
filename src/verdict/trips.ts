import type { Hop } from './hop.ts';
import { LEGS, type Leg } from './join-key.ts';

/** How often the packets of one leg had to wait for a CPU to go on with them. */
export interface Trips {
  readonly leg: Leg;
  /** Packets that their sender's own device sent. */
  readonly trips: number;
  /** How often these were put on a CPU's queue (netif_rx) on the whole of their way. */
  readonly rescheduled: number;
}

/** Where a packet is put on the queue of a CPU, which takes it up again later. */
export const RESCHEDULING = 'netif_rx';
export const SENT = 'net_dev_start_xmit';

/** Counts both legs; one of which nothing was seen has no trips. Pure. @param hops in the order of time */
export function tripsOf(hops: readonly Hop[]): Trips[] {
  return LEGS.map((leg) => {
    const own = hops.filter((hop) => hop.leg === leg);
    const sent = own.filter((hop) => hop.point === SENT);
    const [first] = sent; // by the sender: what it sends goes on by others
    const trips = sent.filter((hop) => hop.place === first?.place && hop.ifindex === first.ifindex);
    const rescheduled = own.filter((hop) => hop.point === RESCHEDULING).length;
    return { leg, trips: trips.length, rescheduled };
  });
}
