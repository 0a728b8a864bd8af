import type { LegacyCause } from '../cni/cilium/legacy-cause.ts';
import type { ModeFields } from '../cni/cilium/mode-fields.ts';
import { fieldsOf, meaning, named, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import type { BridgePort } from './device-facts.ts';
import type { FdbEntry } from './fdb.ts';
import type { FirewallRule } from './firewall-rules.ts';
import type {
  AgentFacts,
  Bridge,
  CniFacts,
  HookProgram,
  HostSide,
  InnerDevice,
  Inspection,
  MapAnswer,
  NetworkNamespace,
  NodeDevice,
  NodePage,
  PodInside,
  PodMap,
  PodPage,
} from './inspection.ts';
import type { Neighbour } from './neighbours.ts';
import type { NetnsId } from './netns-ids.ts';
import type { NodeRoute } from './node-routes.ts';
import type { PolicyRule } from './policy-rules.ts';
import type { Setting } from './settings.ts';
import type { Tunnel } from './tunnel.ts';
import type { VirtualServer } from './virtual-servers.ts';

/** The shape of what `inspect --json` prints, for who reads it; the compiler holds it against the types. */

const text = z.string();
const number = z.int();
const maybeText = z.union([z.string(), z.null()]);
const maybeNumber = z.union([z.int(), z.null()]);
const flag = z.boolean();
const maybeFlag = z.union([z.boolean(), z.null()]);
const texts = z.array(z.string());

function orNull<S extends Parameters<typeof z.array>[0]>(schema: S) {
  return z.union([schema, z.null()]);
}

const command = meaning(
  'a line for a shell that shows it; several commands are apart by `; `',
  text,
);

/** All that a command shows of one kind. */
function found<S extends Parameters<typeof z.array>[0]>(item: S) {
  return z.strictObject({ command, found: z.array(item) });
}

const tunnel = named(
  'tunnel',
  fieldsOf<Tunnel>()({
    ...{ vni: maybeNumber, port: maybeNumber, local: maybeText, remote: maybeText },
    ...{ device: maybeText, external: flag },
  }),
);
const port = named('port', fieldsOf<BridgePort>()({ state: maybeText, hairpin: flag }));

const deviceFields = {
  ...{ name: text, ifindex: number, kind: maybeText, mac: maybeText, mtu: maybeNumber, up: flag },
  addresses: meaning('with prefix length', texts),
  linkIndex: meaning('ifindex of the other end, or of what it stands on', maybeNumber),
  linkNetnsid: meaning('in which namespace that is, as `namespaces` counts', maybeNumber),
  ...{ link: maybeText, master: maybeText },
  port: orNull(port),
  tunnel: orNull(tunnel),
  xdp: maybeText,
  rx: meaning('packets', number),
  tx: meaning('packets', number),
};

const hookProgram = named(
  'program',
  fieldsOf<HookProgram>()({ hook: meaning('`tc ingress`, `xdp`, ...', text), name: maybeText }),
);
const route = named(
  'route',
  fieldsOf<NodeRoute>()({
    ...{ destination: text, gateway: maybeText, device: maybeText },
    ...{ type: text, metric: number, table: text },
  }),
);
const neighbour = named(
  'neighbour',
  fieldsOf<Neighbour>()({ address: text, device: text, mac: maybeText, state: text }),
);
const fdbEntry = named(
  'fdbEntry',
  fieldsOf<FdbEntry>()({
    ...{ mac: text, device: text, master: maybeText, remote: maybeText, state: text },
  }),
);
const policyRule = named(
  'rule',
  fieldsOf<PolicyRule>()({
    ...{ priority: number, family: z.union([z.literal(4), z.literal(6)]), rule: text },
  }),
);
const firewallRule = named(
  'firewallRule',
  fieldsOf<FirewallRule>()({
    by: wordsOf<FirewallRule['by']>({ nft: '', iptables: '', ip6tables: '' }),
    ...{ table: text, chain: text, rule: text },
  }),
);
const netns = named(
  'netns',
  fieldsOf<NetworkNamespace>()({
    command,
    id: meaning('`net:[4026532270]`', text),
    name: maybeText,
  }),
);

const nodeDevice = fieldsOf<NodeDevice>()({
  ...deviceFields,
  role: wordsOf<NodeDevice['role']>({ wire: '', bridge: '', tunnel: '', cni: '' }),
  programs: found(hookProgram),
});

const bridge = fieldsOf<Bridge>()({
  ...{ command, name: text, kind: maybeText },
  ports: z.array(
    fieldsOf<Bridge['ports'][number]>()({
      ...{ name: text, ifindex: number, state: maybeText, hairpin: flag, pod: maybeText },
    }),
  ),
});

const mode = fieldsOf<ModeFields>()({
  network: orNull(z.enum(['native', 'vxlan', 'geneve'])),
  hostRouting: orNull(z.enum(['BPF', 'Legacy'])),
  device: orNull(z.enum(['veth', 'netkit', 'netkit-l2'])),
  attach: orNull(z.enum(['tcx', 'tc'])),
  masquerading: orNull(z.enum(['BPF', 'iptables', 'disabled'])),
  ...{ kubeProxyReplacement: maybeFlag, socketLb: maybeFlag, endpointRoutes: maybeFlag },
  encryption: orNull(z.enum(['none', 'wireguard', 'ipsec', 'ztunnel'])),
  version: maybeText,
});

const agent = fieldsOf<AgentFacts>()({
  ...{ command, mode, conflicts: texts, note: maybeText },
  legacy: orNull(
    fieldsOf<LegacyCause>()({
      cause: wordsOf<LegacyCause['cause']>({
        ...{ 'asked-for': '', 'iptables-masquerading': '', 'kube-proxy-replacement-off': '' },
        ...{ 'cni-chaining': '', ipsec: '', kernel: '', unknown: '' },
      }),
      ...{ text, evidence: texts, mend: text },
    }),
  ),
});

const map = fieldsOf<PodMap>()({
  agree: meaning('null: only one answered', maybeFlag),
  answers: z.array(
    fieldsOf<MapAnswer>()({
      source: wordsOf<MapAnswer['source']>({
        ...{ link_index: '', ethtool: '', 'endpoint list': '', 'way back': '' },
      }),
      ...{ command, ifindex: maybeNumber, said: text, agrees: maybeFlag },
    }),
  ),
});

const inside = fieldsOf<PodInside>()({
  devices: found(fieldsOf<InnerDevice>()({ ...deviceFields, host: maybeText })),
  ...{ routes: found(route), rules: found(policyRule), neighbours: found(neighbour) },
  programs: found(
    fieldsOf<HookProgram & { readonly device: string }>()({
      ...{ device: text, hook: text, name: maybeText },
    }),
  ),
  firewall: found(firewallRule),
});

const pod = fieldsOf<PodPage>()({
  ...{ namespace: maybeText, name: text, addresses: texts, trouble: maybeText },
  netns: orNull(netns),
  own: orNull(z.strictObject({ command, ...deviceFields })),
  host: orNull(
    fieldsOf<HostSide>()({
      ...{ command, ...deviceFields },
      relation: wordsOf<HostSide['relation']>({ 'other end': '', below: '' }),
    }),
  ),
  map: orNull(map),
  programs: orNull(z.strictObject({ command, found: z.array(hookProgram), complete: flag })),
  ...{ routes: found(route), neighbours: found(neighbour), fdb: orNull(found(fdbEntry)) },
  firewall: orNull(found(firewallRule)),
  services: orNull(found(fieldsOf<VirtualServer>()({ service: text, backend: text }))),
  sockets: orNull(found(hookProgram)),
  inside: orNull(inside),
});

const node = fieldsOf<NodePage>()({
  ...{ name: text, addresses: texts },
  way: wordsOf<NodePage['way']>({ nsenter: '', agent: '', docker: '', netns: '', here: '' }),
  netns: orNull(netns),
  cni: fieldsOf<CniFacts>()({ command, name: text, evidence: texts, agent: orNull(agent) }),
  kubeProxy: fieldsOf<NodePage['kubeProxy']>()({
    ...{ command, evidence: texts },
    mode: orNull(z.enum(['iptables', 'nftables', 'ipvs', 'userspace', 'none'])),
  }),
  ...{ devices: found(nodeDevice), bridges: z.array(bridge), tunnelEntries: found(fdbEntry) },
  ...{ rules: found(policyRule), neighbours: found(neighbour) },
  settings: found(fieldsOf<Setting>()({ name: text, value: text })),
  namespaces: found(fieldsOf<NetnsId>()({ nsid: number, name: maybeText })),
  ...{ elsewhere: orNull(found(route)), pods: z.array(pod), missing: texts },
});

export const inspectionSchema = fieldsOf<Inspection>()({
  schema: z.literal('cni-lab/inspection/1'),
  lab: maybeText,
  backend: orNull(z.enum(['netns', 'kind', 'cluster'])),
  pods: wordsOf<Inspection['pods']>({ ours: '', all: '' }),
  nodes: z.array(node),
});
