import { findDatapath } from '../datapaths/catalogue.ts';
import {
  askedAs,
  claimOf,
  type Datapath,
  type Placement,
  placementOf,
  probesOf,
} from '../datapaths/datapath.ts';
import { type Family, passageOf } from '../datapaths/topology.ts';
import { LabError } from '../errors.ts';
import type { Measure } from './slice.ts';
import { VARIANTS } from './variants.ts';

/** Datapaths that are measured side by side: pods of one node, or of two. */
export interface Group {
  readonly placement: Placement;
  readonly baseline: Datapath;
  readonly contenders: readonly Datapath[];
}

/** eBPF host routing, and what it is held against where nobody names any. */
const DEFAULTS: Readonly<
  Record<Placement, { readonly baseline: string; readonly contenders: readonly string[] }>
> = {
  'same-node': {
    baseline: 'cilium/same-node',
    contenders: [
      'linux/plain-redirect',
      ...['bench/legacy-bare', 'cilium/same-node-legacy'],
      ...['bench/legacy-nat-200', 'bench/legacy-filter-200'],
      'linux/bridge',
      'cilium/netkit-same-node',
    ],
  },
  'cross-node': {
    baseline: 'cilium/cross-node',
    contenders: [
      ...['bench/cross-legacy-bare', 'cilium/cross-node-legacy', 'bench/cross-legacy-filter-200'],
      ...['cilium/cross-node-vxlan', 'cilium/netkit-cross-node'],
    ],
  },
};

const PLACEMENTS: readonly Placement[] = ['same-node', 'cross-node'];

/** @throws LabError E_UNKNOWN_DATAPATH, where it is of `bench/` and not there */
export function variantNamed(name: string): Datapath | null {
  const found = VARIANTS.find((variant) => variant.name === name);
  if (found) return found;
  if (!name.startsWith('bench/')) return null;
  throw new LabError('E_UNKNOWN_DATAPATH', {
    message: `there is no datapath named "${name}"`,
    why: `those of bench are ${VARIANTS.map((variant) => variant.name).join(', ')}`,
    mend: 'cni-lab bench',
  });
}

/**
 * What is held against what. Without names, all defaults; with names, each against the baseline of its placement.
 * @param against the baseline in the place of the default one; it decides the placement, too
 * @throws LabError E_USAGE if a datapath is of another placement than that, or has nothing to be held against
 */
export function groupsOf(
  named: readonly Datapath[],
  against: Datapath | null,
  placement: Placement | null,
): Group[] {
  const asked = against ? placementOf(against) : placement;
  const groups = PLACEMENTS.filter((one) => asked === null || one === asked).map((one): Group => {
    const baseline = against ?? known(DEFAULTS[one].baseline);
    const contenders =
      named.length > 0
        ? named.filter((datapath) => placementOf(datapath) === one)
        : DEFAULTS[one].contenders.map(known);
    return {
      ...{ placement: one, baseline },
      contenders: contenders.filter(({ name }) => name !== baseline.name),
    };
  });
  const left = named.filter(
    (datapath) => !groups.some((g) => g.placement === placementOf(datapath)),
  );
  if (left.length > 0) throw misplaced(left[0]!, asked);
  const most = Math.max(...groups.map(({ contenders }) => contenders.length));
  if (most > MOST) throw tooMany(most);
  // a datapath against itself is what the second lab of every baseline shows
  return groups.filter(({ contenders }) => named.length === 0 || contenders.length > 0);
}

/** With the baseline and its second lab, 64: each has seven sockets in one process (native/load.c), of which many a machine lets it have 1024. */
const MOST = 62;

function tooMany(count: number): LabError {
  return new LabError('E_USAGE', {
    message: `${count} datapaths are too many to be measured side by side`,
    why: `all their labs are up at the same time: ${MOST} are the most`,
    mend: "cni-lab bench 'linux/*'",
  });
}

function known(name: string): Datapath {
  return variantNamed(name) ?? findDatapath(name);
}

function misplaced(datapath: Datapath, asked: Placement | null): LabError {
  const own = placementOf(datapath);
  return new LabError('E_USAGE', {
    message: `${datapath.name} is of pods ${WHERE[own]}, and what is asked for of pods ${WHERE[asked ?? own]}`,
    why: 'a way within a node against one between nodes is no comparison of datapaths',
    mend: `cni-lab bench ${askedAs(datapath)}`,
  });
}

const WHERE = { 'same-node': 'of one node', 'cross-node': 'of two nodes' } as const;

/** Why a stopwatch has nothing to measure in it; null if it has. */
export function whyNotMeasured(
  datapath: Datapath,
  family: Family,
  measures: readonly Measure[],
): string | null {
  const { from, to, service } = passageOf(datapath.topology(family));
  if (service !== undefined) return 'its pods ask a service: bench measures from pod to pod';
  if (from === to) return 'its pod asks itself: bench measures from pod to pod';
  const { answered, witnesses } = claimOf(datapath, family);
  if (answered === 'none' || witnesses.drops) return 'its packets are dropped, and so never done';
  const kinds = probesOf(datapath);
  const lacking = probesFor(measures).find((kind) => !kinds.includes(kind));
  return lacking ? `it cannot be shown with ${lacking}, and so not be verified by it` : null;
}

/** The probes by which a lab is verified before it is measured: of the protocols that are. */
export function probesFor(measures: readonly Measure[]): ('udp' | 'tcp')[] {
  return [...new Set(measures.map((measure) => (measure === 'udp' ? 'udp' : 'tcp')))];
}
