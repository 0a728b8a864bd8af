import type { Direction } from '../packets/frame.ts';
import type { Leg } from './join-key.ts';

/**
 * Whose address stands in a packet, in whatever lab: of who asks, of who answers, and the one that was
 * asked in place of the answering one's own.
 */
export type Party = 'from' | 'to' | 'service';

/** Which of the N probes a tap must see: `first` is number 1, `rest` are all the others. */
export type Which = 'all' | 'first' | 'rest' | 'none';

export interface Encapsulation {
  readonly kind: 'vxlan' | 'geneve' | 'gre' | 'ipip' | 'udp' | 'vlan';
  /** VXLAN or Geneve network identifier, or that of a VLAN tag; null where there is none, and in a signature where any will do. */
  readonly vni: number | null;
}

/** What one tap must see of one leg. */
export type Expectation =
  | { readonly which: 'none' }
  | {
      readonly which: Exclude<Which, 'none'>;
      readonly direction: Direction;
      /** Steps of TTL (hop limit) since the packet left its sender: 0, -1, ... */
      readonly ttl: number | TtlChoice;
      /** The tap whose device must be the frame's source MAC address. */
      readonly sourceMac?: string;
      /** Who stands in the packet as source and destination; without it, those who sent it. */
      readonly addresses?: { readonly source: Party; readonly destination: Party };
      /** Outermost first; without it, none. */
      readonly encapsulation?: readonly Encapsulation[];
      /** It is a copy of what goes on elsewhere, perhaps before this one comes. */
      readonly isCopy?: boolean;
    };

/**
 * Steps of which any one will do, but the same one wherever a signature uses this choice: what
 * versions of one datapath do differently, each in its own way throughout.
 */
export interface TtlChoice {
  readonly anyOf: readonly number[];
}

export type Seen = Exclude<Expectation, { which: 'none' }>;

/** What a datapath must look like: for every tap, in the order in which a request passes them. */
export type Signature = Readonly<Record<string, Readonly<Record<Leg, Expectation>>>>;

type Details = Omit<Seen, 'which' | 'direction' | 'ttl'>;

/** All probes, into the device from its other side. */
export const in_ = (ttl: Seen['ttl'], details: Details = {}): Seen => seen('in', ttl, details);

/** All probes, out of the device towards its other side. */
export const out = (ttl: Seen['ttl'], details: Details = {}): Seen => seen('out', ttl, details);

export const none: Expectation = { which: 'none' };

function seen(direction: Direction, ttl: Seen['ttl'], details: Details): Seen {
  return { which: 'all', direction, ttl, ...details };
}

/** All steps that will do. */
export function ttlSteps(ttl: Seen['ttl']): readonly number[] {
  return typeof ttl === 'number' ? [ttl] : ttl.anyOf;
}

/** `all in`, `first out`, `none` */
export function describe(expectation: Expectation): string {
  return expectation.which === 'none' ? 'none' : `${expectation.which} ${expectation.direction}`;
}

/** Whether probe number `index` (from 0) is among those. */
export function includes(which: Which, index: number): boolean {
  if (which === 'all') return true;
  if (which === 'none') return false;
  return (which === 'first') === (index === 0);
}
