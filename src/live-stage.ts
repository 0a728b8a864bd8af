import type { Datapath } from './datapaths/datapath.ts';
import type { Family, Passage } from './datapaths/topology.ts';
import { LabError } from './errors.ts';
import { denyIngress } from './labs/cluster/deny-ingress.ts';
import type { LiveCluster } from './labs/cluster/live-cluster.ts';
import { inPodCgroup } from './labs/cluster/pod-cgroup.ts';
import { ensureService } from './labs/cluster/service.ts';
import type { PodSite } from './labs/cluster/site.ts';
import { ensureSocketLbService } from './labs/cluster/socket-lb-service.ts';

/** What a datapath needs on a live cluster, beside two pods, to be seen there. */
export type Prop = 'policy' | 'service' | 'socket-lb' | null;

/** Two pods between which a datapath can be seen. */
export interface Stage {
  readonly pods: readonly [PodSite, PodSite];
  readonly passage: Passage;
  /** How the node translates services; null where that is of no interest. */
  readonly kubeProxy: string | null;
  /** Removes what is in the way of other datapaths. @throws LabError */
  clear(): Promise<void>;
}

export interface StageChoice {
  readonly family: Family;
  readonly readOnly?: boolean;
  readonly signal: AbortSignal;
}

/** By the programs of its embedded lab. */
export function propOf({ topology }: Datapath): Prop {
  const { programs, socketPrograms = [], probe } = topology(4);
  if (programs.some(({ object }) => object === 'policy-drop')) return 'policy';
  if (socketPrograms.length > 0) return 'socket-lb';
  return probe?.service === undefined ? null : 'service';
}

/** @throws LabError, CommandError; what was made and is in the way is removed then */
export async function setStage(
  { kubernetes, name }: LiveCluster,
  { judged, pods, passage }: { judged: Datapath; pods: Stage['pods']; passage: Passage },
  { family, readOnly, signal }: StageChoice,
): Promise<Stage> {
  const bare: Stage = { pods, passage, kubeProxy: null, clear: async () => {} };
  const prop = propOf(judged);
  if (prop !== null && readOnly) throw onlyLooking(judged, prop);
  switch (prop) {
    case 'policy':
      return {
        ...bare,
        clear: await denyIngress({ kubernetes, lab: name, pods, family, signal }),
      };
    case 'service': {
      const { address, mode } = await ensureService(kubernetes, name, pods, signal);
      return { ...bare, passage: { ...passage, service: address }, kubeProxy: mode.mode };
    }
    case 'socket-lb': {
      const [one, two] = pods;
      const runner = await inPodCgroup(one);
      const service = await ensureSocketLbService(kubernetes, name, pods, signal);
      return { ...bare, pods: [{ ...one, runner }, two], passage: { ...passage, service } };
    }
    default:
      return bare;
  }
}

function onlyLooking({ name }: Datapath, prop: NonNullable<Prop>): LabError {
  const what = prop === 'policy' ? 'a network policy on its pods' : 'a service of our own';
  return new LabError('E_USAGE', {
    message: `${name} cannot be shown with --read-only`,
    why: `it takes ${what}, and with --read-only nothing is changed in the cluster`,
    mend: 'leave --read-only, --from and --to out',
  });
}
