import type { PlaceRoutes, TapPrograms, WitnessExpectation } from '../verdict/evidence.ts';
import type { ProbeKind } from '../verdict/join-key.ts';
import type { Claim } from '../verdict/judge.ts';
import { Kept } from '../verdict/kept.ts';
import type { Asked } from '../verdict/observation.ts';
import { exchanged } from '../verdict/other-ways.ts';
import type { Signature } from '../verdict/signature.ts';
import type { Program } from './program.ts';
import { type Family, type Passage, passageOf, type Topology } from './topology.ts';

/** Devices that `ip link add` makes, by the name that it has for them. */
export type DeviceType =
  | 'bridge'
  | 'vxlan'
  | 'dummy'
  | 'macvlan'
  | 'ipvlan'
  | 'vlan'
  | 'bond'
  | 'gre'
  | 'ip6gre'
  | 'ipip'
  | 'ip6tnl'
  | 'geneve'
  | 'wireguard'
  | 'tun';

/** What the running kernel must be able to do; probed for, never looked up by version. */
export type Feature =
  | DeviceType
  | 'veth'
  | 'netkit'
  | 'sriov'
  | 'nf_tables'
  | 'iptables'
  | 'br_netfilter'
  | 'ip_vs'
  | 'openvswitch'
  | 'bpf_redirect'
  | 'bpf_redirect_peer'
  | 'xdp'
  | 'xdp_generic'
  | 'cgroup_sock_addr';

/** One entry of the catalogue: all that is known of one way to move packets. */
export interface Datapath {
  /** `system/what` */
  readonly name: string;
  readonly title: string;
  readonly needs: readonly Feature[];
  /** Programs that its lab needs beside those that every lab does. */
  readonly tools?: readonly string[];
  /** In which it exists; without it, in both. */
  readonly families?: readonly Family[];
  readonly topology: (family: Family) => Topology;
  readonly signature: Signature;
  /** Pods of which chance may take one in the place of the probe's target; the signature is that of the target. */
  readonly backends?: readonly string[];
  /** Taps that a lab may have beside those of the signature, of which nothing is asked: see `Claim`. */
  readonly overlooked?: NonNullable<Claim['overlooked']>;
  /** Whether the node's netfilter sees the probe. */
  readonly conntrack: WitnessExpectation['conntrack'];
  /** By which rules the node translates services, where it does. */
  readonly kubeProxy?: NonNullable<WitnessExpectation['kubeProxy']>;
  /** Taps whose devices have a process in user space on their other sides, where one forwards. */
  readonly forwarded?: NonNullable<WitnessExpectation['forwarded']>;
  /** What devices count though their taps do not see it, where packets pass them at XDP. */
  readonly unseen?: NonNullable<WitnessExpectation['unseen']>;
  /** Where and why the kernel drops the probe's requests, where that is what it is about. */
  readonly drops?: NonNullable<WitnessExpectation['drops']>;
  /** How often each packet waits for a CPU on its way one way (`verify --trace`), where that was measured. */
  readonly rescheduled?: NonNullable<WitnessExpectation['rescheduled']>;
  /** What its routing daemons must have learned; without it, nothing, as where there are none. */
  readonly routes?: (family: Family) => readonly PlaceRoutes[];
  /** What a live cluster's witnesses say, where it is not what the embedded lab's do. */
  readonly live?: Partial<WitnessExpectation>;
  /** Where its probe must get no answer. */
  readonly answered?: NonNullable<Claim['answered']>;
  /** The probes that make sense here, the best first; without it all, ping first. */
  readonly probes?: readonly ProbeKind[];
  /** Datapaths that captures alone cannot tell from this one; that it is theirs, too, goes without saying. */
  readonly twins?: readonly string[];
  /** The datapath that must be judged `fail` against this signature. */
  readonly control: string;
  /** What a pass has shown, as the end of a sentence. */
  readonly proof: string;
  /** Why each tap sees what it sees, in a few words. */
  readonly why: Readonly<Record<string, string>>;
  /** Absolute path of the file of the user's that it was read from; without it, it is the catalogue's. */
  readonly file?: string;
  /** One sentence per hop, each with its source. */
  readonly story: readonly { readonly text: string; readonly source: string }[];
}

/** Embedded: a lab of our own programs. Live: a cluster, with the programs of its CNI. */
export type Where = 'embedded' | 'live';

/** What the judge needs of a datapath. Kept: every run asks for that of the whole catalogue, to be named. */
export function claimOf(datapath: Datapath, family: Family, where: Where = 'embedded'): Claim {
  return CLAIMS.of(datapath, `${where} ${family}`, () => madeClaim(datapath, family, where));
}

const CLAIMS = new Kept<Datapath, `${Where} ${Family}`, Claim>();

function madeClaim(datapath: Datapath, family: Family, where: Where): Claim {
  const { signature, backends, conntrack, kubeProxy, unseen, drops, routes } = datapath;
  const { forwarded, live, answered, overlooked, rescheduled } = datapath;
  const topology = datapath.topology(family);
  const rules = { conntrack, ...(kubeProxy && { kubeProxy }), ...(unseen && { unseen }) };
  const witnesses =
    where === 'live'
      ? { programs: [], ...rules, ...live }
      : {
          ...{ programs: programsByTap(topology), ...rules },
          ...(drops && { drops }),
          ...(rescheduled !== undefined && { rescheduled }),
          ...(forwarded && { forwarded }),
          ...(routes && { routes: routes(family) }),
        };
  const passage = passageOf(topology);
  const others = backends?.map((backend) => exchanged(signature, passage.to, backend));
  return {
    ...{ signature, witnesses, asked: askedIn(passage) },
    ...(others && { others }),
    ...(answered && { answered }),
    ...(overlooked && { overlooked }),
  };
}

/** Whose address is asked, and how. */
export function askedIn({ service, unconnected }: Passage): Asked {
  if (service === undefined) return 'own';
  return unconnected ? 'service by sendto' : 'service';
}

/** The probes that a datapath can be verified by; the first is the one to take if nobody says. */
export function probesOf(datapath: Datapath): readonly [ProbeKind, ...ProbeKind[]] {
  const [first = 'ping', ...others] = datapath.probes ?? ['ping', 'udp', 'tcp'];
  return [first, ...others];
}

/** How a user asks for it. */
export function askedAs({ name, file }: Datapath): string {
  return file ?? name;
}

export function familiesOf({ families = [4, 6] }: Datapath): readonly Family[] {
  return families;
}

/** What a datapath is about: pods of one node, or of two. */
export function placementOf(datapath: Datapath): Placement {
  const { namespaces } = datapath.topology(4);
  const nodes = Object.values(namespaces).filter((n) => n.role === 'node');
  return nodes.length > 1 ? 'cross-node' : 'same-node';
}

export type Placement = 'same-node' | 'cross-node';

function programsByTap(topology: Topology): TapPrograms[] {
  return topology.taps.map((tap) => ({
    tap: tap.name,
    attached: topology.programs
      .filter((p) => p.namespace === tap.namespace && p.device === tap.device)
      .map((p) => `${programName(p)} on ${hookName(p.hook)}`),
  }));
}

/** As the kernel has it: the first 15 characters of a function's name. */
function programName({ object, program }: Program): string {
  const ofObject = object.replace(/^.*\//, '').replace(/(\.bpf)?\.o$/, '');
  return (program ?? ofObject.replaceAll('-', '_')).slice(0, 15);
}

function hookName(hook: Program['hook']): string {
  return hook === 'ingress' || hook === 'egress' ? `tc ${hook}` : hook;
}
