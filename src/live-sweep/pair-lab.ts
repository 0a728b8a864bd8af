import type { Drained } from '../capture/drained.ts';
import type { Capture } from '../capture/engine.ts';
import { findDatapath } from '../datapaths/catalogue.ts';
import type { Datapath } from '../datapaths/datapath.ts';
import type { Family } from '../datapaths/topology.ts';
import { clusterLab } from '../labs/cluster/cluster-lab.ts';
import type { CniWord } from '../labs/cluster/cni-word.ts';
import type { PodSite } from '../labs/cluster/site.ts';
import type { SweepCluster } from '../labs/cluster/sweep/sweep-cluster.ts';
import type { Lab, Tap } from '../labs/lab.ts';
import type { Pair } from '../sweep/pair.ts';
import type { Place } from './sweep-captures.ts';

/** Two pods of a sweep, what is to be seen between them, and why. */
export interface PairLab {
  readonly lab: Lab;
  readonly pods: readonly [PodSite, PodSite];
  readonly taps: readonly Tap[];
  readonly datapath: Datapath;
  readonly because: readonly string[];
}

export interface PairChoice {
  readonly cluster: SweepCluster;
  readonly word: CniWord;
  readonly family: Family;
  /** Instead of what is promised. */
  readonly named: { readonly [placement in 'same-node' | 'cross-node']?: Datapath };
}

/** The pods of a pair: a node that asks itself does so from its second pod. */
export function podsOf({ members }: SweepCluster, { from, to }: Pair): [PodSite, PodSite] {
  const asked = members[to]!.pods;
  return from === to ? [asked[1]!, asked[0]] : [members[from]!.pods[0], asked[0]];
}

/** The lab of a pair, as if it were the only one; or why nothing can be said of it. */
export function pairLab(choice: PairChoice, pair: Pair): PairLab | { readonly why: string } {
  const { cluster, word, family, named } = choice;
  const pods = podsOf(cluster, pair);
  const placement = pair.from === pair.to ? 'same-node' : 'cross-node';
  const answer = word.promise(pods, placement);
  const promised = 'datapath' in answer ? findDatapath(answer.datapath) : null;
  const datapath = named[placement] ?? promised;
  if (datapath === null) return { why: 'why' in answer ? answer.why : 'nothing is promised' };
  const because = 'because' in answer ? answer.because : [answer.why];
  const { name, backend } = cluster;
  const lab = withoutCanaries(
    clusterLab({
      ...{ name, backend, family, pods, programs: word.programs, cni: word.report.name },
      datapath: promised ?? datapath,
    }),
  );
  return { lab, pods, datapath, because, taps: tapsOf(lab, pods) };
}

/** Captures of a pair's taps, out of those of all nodes. */
export function capturesOf(
  { taps, pods }: PairLab,
  drained: ReadonlyMap<Place, Drained>,
): Capture[] {
  return taps.map((tap) => {
    const found = drained.get(placeOf(tap.place, pods));
    const { frames = [], fault = 'there was no capture', kernelDrops = 0 } = found ?? {};
    return {
      ...{ tap: tap.name, device: tap.device, mac: tap.mac, fault, kernelDrops },
      frames: frames.filter((frame) => frame.ifindex === tap.ifindex),
      live: fault === null,
    };
  });
}

/** They are sent once for each node and batch, not for each pair. */
function withoutCanaries(lab: Lab): Lab {
  const taps = lab.topology.taps.map(({ name, namespace, device }) => ({
    name,
    namespace,
    device,
  }));
  return { ...lab, topology: { ...lab.topology, taps } };
}

/** As the survey found the devices: nobody has to be asked again. */
function tapsOf({ topology }: Lab, pods: readonly [PodSite, PodSite]): Tap[] {
  return topology.taps.map(({ name, namespace: place, device }) => {
    const where = placeOf(place, pods);
    const devices = 'pod' in where ? [where.eth0] : where.interfaces;
    const { ifindex, mac } = devices.find((d) => d.name === device)!;
    return { name, place, device, ifindex, mac, xdp: null, rx: 0, tx: 0 };
  });
}

function placeOf(word: string, [one, two]: readonly [PodSite, PodSite]): Place {
  const pod = word.endsWith('1') ? one : two;
  return word.startsWith('pod') ? pod : pod.node;
}
