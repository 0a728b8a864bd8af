import { isDeepStrictEqual } from 'node:util';
import { findDatapath } from './datapaths/catalogue.ts';
import type { Datapath } from './datapaths/datapath.ts';
import { LabError } from './errors.ts';
import type { NetnsRecord } from './labs/lab-record.ts';
import { namedDatapath } from './named-datapaths.ts';

/**
 * The datapath that an embedded lab was made from; one of the user's is read anew.
 * @throws LabError E_DATAPATH_FILE if its file has another topology by now
 */
export async function datapathOfLab({
  name,
  datapath,
  family,
  own,
}: NetnsRecord): Promise<Datapath> {
  if (own === undefined) return findDatapath(datapath);
  const found = await namedDatapath(own.file);
  if (isBuiltFrom(own.topology, found, family)) return found;
  throw new LabError('E_DATAPATH_FILE', {
    message: `the topology in ${own.file} is not that of the lab "${name}" any more`,
    why: 'the file was changed after the lab was made from it',
    mend: `cni-lab down --name ${name}`,
  });
}

/** Whether a lab is what a datapath would be built as now. @param topology as its record has it */
export function isBuiltFrom(
  topology: NonNullable<NetnsRecord['own']>['topology'],
  datapath: Datapath,
  family: NetnsRecord['family'],
): boolean {
  return isDeepStrictEqual(topology, JSON.parse(JSON.stringify(datapath.topology(family))));
}
