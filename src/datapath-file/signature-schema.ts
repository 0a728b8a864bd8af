import type { TapPrograms, WitnessExpectation } from '../verdict/evidence.ts';
import type {
  Encapsulation,
  Expectation,
  Party,
  Seen,
  Signature,
  TtlChoice,
} from '../verdict/signature.ts';
import { type Covers, fieldsOf, list, maybe, meaning, named, wordsOf } from './shape.ts';
import * as z from './zod.ts';

type Addresses = NonNullable<Seen['addresses']>;

const party = wordsOf<Party>({
  from: 'who asks',
  to: 'who answers',
  service: 'the address that was asked in place of the answering one',
});

const encapsulation = fieldsOf<Encapsulation>()({
  kind: wordsOf<Encapsulation['kind']>({ vxlan: '', geneve: '', gre: '', ipip: '', udp: '' }),
  vni: meaning(
    'network identifier of VXLAN or Geneve; null where there is none or any will do',
    z.union([z.int(), z.null()], { error: 'a whole number, or null' }),
  ),
});

const ttlChoice = fieldsOf<TtlChoice>()({
  anyOf: z.array(z.int()).check(z.minLength(1)),
});

const seen = fieldsOf<Seen>()({
  which: wordsOf<Seen['which']>({
    all: 'every probe',
    first: 'the first probe',
    rest: 'all but the first',
  }),
  direction: wordsOf<Seen['direction']>({
    in: 'into the device from its other side',
    out: 'out of the device towards its other side',
  }),
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
});

const nothing = fieldsOf<Extract<Expectation, { which: 'none' }>>()({ which: z.literal('none') });

const expectation = named(
  'Expectation',
  meaning(
    'what the tap must see: { which: none }, or { which: all, direction: in, ttl: 0 }',
    z.discriminatedUnion('which', [nothing, seen]),
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
});

/** What a live cluster's witnesses say, as far as it is said. */
export const liveSchema = fieldsOf<Partial<WitnessExpectation>>()({
  programs: maybe(z.array(tapPrograms)),
  conntrack: maybe(conntrackSchema),
  kubeProxy: maybe(kubeProxySchema),
});

true satisfies Covers<Partial<WitnessExpectation>, typeof liveSchema>;
