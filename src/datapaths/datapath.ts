import type { TapPrograms, WitnessExpectation } from '../verdict/evidence.ts';
import type { Claim } from '../verdict/judge.ts';
import type { Signature } from '../verdict/signature.ts';
import type { Family, Topology } from './topology.ts';

/** What the running kernel must be able to do; probed for, never looked up by version. */
export type Feature =
  | 'veth'
  | 'bridge'
  | 'vxlan'
  | 'nf_tables'
  | 'bpf_redirect'
  | 'bpf_redirect_peer';

/** One entry of the catalogue: all that is known of one way to move packets. */
export interface Datapath {
  /** `system/what` */
  readonly name: string;
  readonly title: string;
  readonly needs: readonly Feature[];
  readonly topology: (family: Family) => Topology;
  readonly signature: Signature;
  /** Whether the node's netfilter sees the probe. */
  readonly conntrack: WitnessExpectation['conntrack'];
  /** The datapath that must be judged `fail` against this signature. */
  readonly control: string;
  /** What a pass has shown, as the end of a sentence. */
  readonly proof: string;
  /** Why each tap sees what it sees, in a few words. */
  readonly why: Readonly<Record<string, string>>;
  /** One sentence per hop, each with its source. */
  readonly story: readonly { readonly text: string; readonly source: string }[];
}

/** What the judge needs of a datapath. */
export function claimOf(datapath: Datapath, family: Family): Claim {
  return {
    signature: datapath.signature,
    witnesses: {
      programs: programsByTap(datapath.topology(family)),
      conntrack: datapath.conntrack,
    },
  };
}

function programsByTap(topology: Topology): TapPrograms[] {
  return topology.taps.map((tap) => ({
    tap: tap.name,
    attached: topology.programs
      .filter((p) => p.namespace === tap.namespace && p.device === tap.device)
      .map((p) => `${p.object.replaceAll('-', '_')} on tc ${p.hook}`),
  }));
}
