import { type Covers, fieldsOf, list, maybe, meaning, named, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import type { Drop, PlaceRoutes, TapPrograms, WitnessExpectation } from '../verdict/evidence.ts';
import type {
  Encapsulation,
  Expectation,
  Party,
  Sealed,
  Seen,
  Signature,
  TtlChoice,
} from '../verdict/signature.ts';

type Nothing = Extract<Expectation, { which: 'none' }>;
type Unseen = NonNullable<WitnessExpectation['unseen']>[number];
type Addresses = NonNullable<Seen['addresses']>;

const party = wordsOf<Party>({
  from: 'who asks',
  to: 'who answers',
  service: 'the address that was asked in place of the answering one',
  masquerade: 'what a node put there in place of who asks',
});

const encapsulation = fieldsOf<Encapsulation>()({
  kind: wordsOf<Encapsulation['kind']>({
    ...{ vxlan: '', geneve: '', gre: '', ipip: '', udp: '', sleeve: '', vlan: '' },
  }),
  vni: meaning(
    'network identifier of VXLAN or Geneve, or of a VLAN tag; null where there is none or any will do',
    z.union([z.int(), z.null()], { error: 'a whole number, or null' }),
  ),
});

const ttlChoice = fieldsOf<TtlChoice>()({
  anyOf: z.array(z.int()).check(z.minLength(1)),
});

const direction = wordsOf<Seen['direction']>({
  in: 'into the device from its other side',
  out: 'out of the device towards its other side',
});

const seen = fieldsOf<Seen>()({
  which: wordsOf<Seen['which']>({
    all: 'every probe',
    first: 'the first probe',
    rest: 'all but the first',
  }),
  direction,
  ttl: meaning(
    'steps of TTL since the packet left its sender: 0, -1; or { anyOf: [-2, -3] }, the same one throughout',
    z.union([z.int(), ttlChoice], { error: 'a whole number such as -1, or { anyOf: [-2, -3] }' }),
  ),
  sourceMac: maybe(meaning("the tap whose device is the frame's source MAC address", z.string())),
  addresses: maybe(
    meaning(
      'who stands in the packet; without it, those who sent it',
      fieldsOf<Addresses>()({ source: party, destination: party }),
    ),
  ),
  encapsulation: maybe(meaning('outermost first; without it, none', z.array(encapsulation))),
  hop: maybe(
    meaning(
      'its place on the way of its leg, from 0 at the sender; without it, that of its tap',
      z.number(),
    ),
  ),
  isCopy: maybe(
    meaning('a copy of what goes on elsewhere, perhaps before this one comes', z.boolean()),
  ),
  sharedBy: maybe(
    meaning(
      'taps, this one too, that share them: each packet passes exactly one of these, and each of these some pass',
      z.array(z.string()).check(z.minLength(2, { error: 'two taps or more' })),
    ),
  ),
});

const sealed = fieldsOf<Sealed>()({
  by: z.literal('wireguard'),
  direction,
  bareAt: meaning("the tap on the tunnel's device, where the same packets are bare", z.string()),
});

const nothing = fieldsOf<Nothing>()({
  which: z.literal('none'),
  sealed: maybe(meaning('how many encrypted datagrams stand for the packets', sealed)),
});

const EXPECTED =
  '{ which: none }, or { which: all, direction: in, ttl: 0 }, or a list where packets look different';

const expectation = named(
  'Expectation',
  meaning(
    `what the tap must see: ${EXPECTED}`,
    z.union(
      [
        z.discriminatedUnion('which', [nothing, seen]),
        z.array(seen).check(z.minLength(1, { error: EXPECTED })),
      ],
      {
        error: EXPECTED,
      },
    ),
  ),
);

export const signatureSchema = z.record(
  z.string(),
  fieldsOf<Signature[string]>()({ request: expectation, reply: expectation }),
);

true satisfies Covers<Signature, typeof signatureSchema>;

const tapPrograms = fieldsOf<TapPrograms>()({
  tap: z.string(),
  attached: meaning('PROGRAM on HOOK: redirect_peer on tc ingress', list(z.string())),
});

export const conntrackSchema = wordsOf<WitnessExpectation['conntrack']>({
  tracked: "the node's netfilter knows the probe",
  untracked: 'it does not',
  either: 'that does not matter',
});

export const kubeProxySchema = wordsOf<NonNullable<WitnessExpectation['kubeProxy']>>({
  iptables: '',
  nftables: '',
  ipvs: '',
  userspace: '',
});

export const forwardedSchema = z.array(z.string());

export const unseenSchema = z.array(
  fieldsOf<Unseen>()({ tap: z.string(), rx: z.int(), tx: z.int() }),
);

export const dropSchema = fieldsOf<Drop>()({
  tap: z.string(),
  reason: meaning('as the kernel has it: TC_INGRESS, NETFILTER_DROP', z.string()),
});

export const routesSchema = z.array(
  fieldsOf<PlaceRoutes>()({
    place: meaning('a namespace with a routing daemon', z.string()),
    learned: meaning(
      '10.244.2.0/24 by BGP; null where the daemon does not answer',
      z.union([z.array(z.string()), z.null()], { error: 'a list of routes, or null' }),
    ),
  }),
);

/** What a live cluster's witnesses say, as far as it is said. */
export const liveSchema = fieldsOf<Partial<WitnessExpectation>>()({
  programs: maybe(z.array(tapPrograms)),
  conntrack: maybe(conntrackSchema),
  kubeProxy: maybe(kubeProxySchema),
  forwarded: maybe(forwardedSchema),
  unseen: maybe(unseenSchema),
  drops: maybe(dropSchema),
  rescheduled: maybe(z.int()),
  routes: maybe(routesSchema),
});

true satisfies Covers<Partial<WitnessExpectation>, typeof liveSchema>;
