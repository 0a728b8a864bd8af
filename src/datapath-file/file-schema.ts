import type { Datapath, Feature } from '../datapaths/datapath.ts';
import type { Family } from '../datapaths/topology.ts';
import { type Covers, fieldsOf, list, maybe, meaning, textLike, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import type { PlaceRoutes } from '../verdict/evidence.ts';
import type { ProbeKind } from '../verdict/join-key.ts';
import { text } from './field-forms.ts';
import {
  conntrackSchema,
  dropSchema,
  forwardedSchema,
  kubeProxySchema,
  liveSchema,
  routesSchema,
  signatureSchema,
  unseenSchema,
} from './signature-schema.ts';
import { type FamilyTopology, topologySchema } from './topology-schema.ts';

/** A datapath as a file has it: which families it has, its topologies say. */
export type DatapathFile = Omit<Datapath, 'topology' | 'families' | 'routes' | 'file'> & {
  readonly topology: ByFamily<FamilyTopology>;
  readonly routes?: ByFamily<readonly PlaceRoutes[]>;
};

export type ByFamily<T> = { readonly [F in Family]?: T };

const sentence = textLike(/\S/, 'text');

const feature = wordsOf<Feature>({
  ...{
    veth: '',
    netkit: '',
    sriov: '',
    bridge: '',
    dummy: '',
    macvlan: '',
    ipvlan: '',
    vlan: '',
    bond: '',
  },
  ...{ vxlan: '', geneve: '', gre: '', ip6gre: '', ipip: '', ip6tnl: '', wireguard: '', tun: '' },
  ...{ nf_tables: '', iptables: '', br_netfilter: '', ip_vs: '', openvswitch: '' },
  ...{ bpf_redirect: '', bpf_redirect_peer: '', xdp: '', xdp_generic: '', cgroup_sock_addr: '' },
});

/** The whole file. What each field means is said here once: for editors, messages and exported files. */
export const fileSchema = meaning(
  'A datapath of your own for cni-lab verify FILE: docs/your-own-datapath.md',
  fieldsOf<DatapathFile>()({
    name: meaning(
      'SYSTEM/WHAT, in lower case, not one of the catalogue',
      textLike(/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*$/, 'a name such as my/fast-path'),
    ),
    title: meaning('what it shows, in a line', sentence),
    needs: meaning('what the kernel must be able to do', list(feature)),
    tools: maybe(meaning("programs that its lab needs beside every lab's", z.array(sentence))),
    control: meaning(
      'a datapath of the catalogue, or a file beside this one, whose lab must fail against this signature',
      sentence,
    ),
    probes: maybe(
      meaning(
        'the probes that make sense here, the best first; without it, all',
        z
          .array(wordsOf<ProbeKind>({ ping: '', udp: '', tcp: '' }))
          .check(z.minLength(1, { error: 'at least one of ping, udp, tcp' })),
      ),
    ),
    answered: maybe(meaning('none, where the probe must get no answer', z.literal('none'))),
    signature: meaning(
      'what every tap must see of either leg, in the order in which a request passes them',
      signatureSchema,
    ),
    backends: maybe(
      meaning(
        "pods of which chance may take one in the place of the probe's target",
        z.array(text),
      ),
    ),
    overlooked: maybe(
      meaning(
        'taps that a lab may have beside those of the signature, of which nothing is asked',
        z.array(text),
      ),
    ),
    topology: meaning(
      'the lab, for each family that it has: 4, 6 or both',
      fieldsOf<DatapathFile['topology']>()({ 4: maybe(topologySchema), 6: maybe(topologySchema) }),
    ),
    conntrack: meaning(
      "whether the node's netfilter sees the probe",
      z._default(conntrackSchema, 'either'),
    ),
    kubeProxy: maybe(
      meaning('by which rules the node translates services, where it does', kubeProxySchema),
    ),
    forwarded: maybe(
      meaning(
        'taps whose devices have a process in user space on their other sides',
        forwardedSchema,
      ),
    ),
    unseen: maybe(
      meaning(
        'packets of each probe that the device of a tap counts and its capture cannot see',
        unseenSchema,
      ),
    ),
    drops: maybe(
      meaning("where and why the kernel drops the probe's requests, where it does", dropSchema),
    ),
    rescheduled: maybe(
      meaning(
        'how often the kernel puts each packet on the queue of a CPU (netif_rx) on its way one way; verify --trace counts it',
        z.int(),
      ),
    ),
    routes: maybe(
      meaning(
        'what its routing daemons must have learned, for each family; without it, nothing',
        fieldsOf<NonNullable<DatapathFile['routes']>>()({
          4: maybe(routesSchema),
          6: maybe(routesSchema),
        }),
      ),
    ),
    live: maybe(
      meaning("what a live cluster's witnesses say, where it is not what the lab's do", liveSchema),
    ),
    twins: maybe(
      meaning('datapaths of the catalogue that captures alone cannot tell from it', z.array(text)),
    ),
    proof: z._default(
      meaning('what a pass has shown, as the end of a sentence', sentence),
      'every tap saw what its signature says',
    ),
    why: meaning(
      'why each tap sees what it sees, in a few words',
      z._default(z.record(text, text), {}),
    ),
    story: meaning(
      'one sentence for each hop, with its source: what explain shows',
      list(fieldsOf<Datapath['story'][number]>()({ text: sentence, source: text })),
    ),
  }),
);

true satisfies Covers<DatapathFile, typeof fileSchema>;
