import { claimsOf } from '../datapaths/catalogue.ts';
import type { Datapath, Where } from '../datapaths/datapath.ts';
import type { Family } from '../datapaths/topology.ts';
import type { Guess, Identification } from '../verdict/identify.ts';
import { tellApart } from '../verdict/tell-apart.ts';
import type { SeenLab } from './replay.ts';

/** What `identify --json` prints. */
export interface IdentificationDocument {
  readonly schema: 'cni-lab/identification/1';
  /** None: unknown. Several: the captures cannot tell them apart. */
  readonly identified: readonly string[];
  readonly tellApart: string | null;
  readonly ranking: readonly Guess[];
  /** The lab, and the ways that packets were seen to take. */
  readonly seen: SeenLab | null;
}

export function identificationDocument(
  { names, ranking }: Identification,
  family: Family,
  where?: Where,
  others?: readonly Datapath[],
  seen: SeenLab | null = null,
): IdentificationDocument {
  return {
    schema: 'cni-lab/identification/1',
    identified: names,
    tellApart: tellApart(claimsOf(names, family, where, others)),
    ...{ ranking, seen },
  };
}
