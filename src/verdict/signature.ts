import type { Direction } from '../packets/frame.ts';
import type { Leg } from './join-key.ts';

/**
 * Whose address stands in a packet, in whatever lab: of who asks, of who answers, the one that was
 * asked in place of the answering one's own, and the one that the answering one takes for who asks,
 * where a node put its own there (masquerading).
 */
export type Party = 'from' | 'to' | 'service' | 'masquerade';

/** Which of the N probes a tap must see: `first` is number 1, `rest` are all the others. */
export type Which = 'all' | 'first' | 'rest' | 'none';

export interface Encapsulation {
  readonly kind: 'vxlan' | 'geneve' | 'gre' | 'ipip' | 'udp' | 'sleeve' | 'vlan';
  /** VXLAN or Geneve network identifier, or that of a VLAN tag; null where there is none, and in a signature where any will do. */
  readonly vni: number | null;
}

/** How packets look at one tap. */
export interface Seen {
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
  /** Its place on the way of its leg, from 0 at the sender; without it, the place of its tap. */
  readonly hop?: number;
  /** It is a copy of what goes on elsewhere, perhaps before this one comes. */
  readonly isCopy?: boolean;
  /** Taps, this one too, that share them: each packet passes exactly one of these, and each of these some pass. */
  readonly sharedBy?: readonly string[];
}

/**
 * What one tap must see of one leg: nothing, packets of one look, or of several. Several where a
 * packet passes a tap more than once, or where the first packets do not look like the rest.
 */
export type Expectation =
  | { readonly which: 'none'; readonly sealed?: Sealed }
  | Seen
  | readonly Seen[];

/** Packets that cannot be read, and so not be told to be the probe's: each is in an encrypted datagram. */
export interface Sealed {
  readonly by: 'wireguard';
  readonly direction: Direction;
  /** The tap on the tunnel's device, where the same packets are bare. */
  readonly bareAt: string;
}

/**
 * Steps of which any one will do, but the same one wherever a signature uses this choice: what
 * versions of one datapath do differently, each in its own way throughout.
 */
export interface TtlChoice {
  readonly anyOf: readonly number[];
}

/** What a datapath must look like: for every tap, in the order in which a request passes them. */
export type Signature = Readonly<Record<string, Readonly<Record<Leg, Expectation>>>>;

type Details = Omit<Seen, 'which' | 'direction' | 'ttl'>;

/** All probes, into the device from its other side. */
export const in_ = (ttl: Seen['ttl'], details: Details = {}): Seen => seen('in', ttl, details);

/** All probes, out of the device towards its other side. */
export const out = (ttl: Seen['ttl'], details: Details = {}): Seen => seen('out', ttl, details);

export const none = { which: 'none' } as const;

/** None to be read: all encrypted by WireGuard. */
export function sealed(direction: Direction, bareAt: string): Expectation {
  return { which: 'none', sealed: { by: 'wireguard', direction, bareAt } };
}

function seen(direction: Direction, ttl: Seen['ttl'], details: Details): Seen {
  return { which: 'all', direction, ttl, ...details };
}

/** All the looks that packets of a leg have at a tap; none where none must pass it. */
export function looksOf(expectation: Expectation): readonly Seen[] {
  if (isList(expectation)) return expectation;
  return expectation.which === 'none' ? [] : [expectation];
}

/** What is in it that cannot be read, if that is asked for. */
export function sealedIn(expectation: Expectation): Sealed | undefined {
  return 'sealed' in expectation ? expectation.sealed : undefined;
}

function isList(expectation: Expectation): expectation is readonly Seen[] {
  return Array.isArray(expectation);
}

/** All steps that will do. */
export function ttlSteps(ttl: Seen['ttl']): readonly number[] {
  return typeof ttl === 'number' ? [ttl] : ttl.anyOf;
}

/** `all in`, `first out`, `all out and all in`, `a share out`, `none` */
export function describe(expectation: Expectation): string {
  const looks = looksOf(expectation).map((look) => `${part(look)} ${look.direction}`);
  return looks.join(' and ') || 'none';
}

/** Which of the packets a tap sees of them: `all`, `first`, `a share` */
export function part({ which, sharedBy }: Seen): string {
  const share = which === 'all' ? 'a share' : `a share of ${which}`;
  return sharedBy ? share : which;
}

/** Whether probe number `index` (from 0) is among those. */
export function includes(which: Which, index: number): boolean {
  if (which === 'all') return true;
  if (which === 'none') return false;
  return (which === 'first') === (index === 0);
}

/** The numbers of those probes, out of so many. */
export function probesAmong(which: Which, count: number): number[] {
  return Array.from({ length: count }, (_, i) => i).filter((i) => includes(which, i));
}
