import { LabError } from '../errors.ts';
import { netnsNames } from '../host/netns.ts';
import { requirePrivilege } from '../host/preflight.ts';
import { checkLabName, parseNamespaceName } from './lab-name.ts';
import { type LabRecord, labRecord, labRecords } from './lab-record.ts';

/** The labs that were left up. */
export function keptLabs(): LabRecord[] {
  return labRecords().filter((record) => record.kept);
}

/** The one lab that is up, or the one of this name. @throws LabError if there is none, or several */
export function findLab(name: string | undefined): LabRecord {
  if (name) {
    const record = labRecord(checkLabName(name));
    if (record) return record;
    requireReadableRecords();
    throw noSuchLab(name);
  }
  const [only, ...others] = keptLabs();
  if (!only) {
    requireReadableRecords();
    throw noSuchLab(undefined);
  }
  if (others.length > 0) throw ambiguous([only, ...others]);
  return only;
}

/** Embedded labs are root's: others see that they are there, and no more. @throws LabError E_NOT_ROOT, E_NO_CAPABILITY */
export function requireReadableRecords(): void {
  if (netnsNames().some(parseNamespaceName)) requirePrivilege('remove');
}

export function ambiguous(labs: readonly LabRecord[]): LabError {
  return new LabError('E_LAB_AMBIGUOUS', {
    message: 'more than one lab is up',
    why: `these are: ${labs.map((lab) => `${lab.name} (${describeLab(lab)})`).join(', ')}`,
    mend: `add --name ${labs[0]!.name}`,
  });
}

/** What it is a lab of, in a word or two. */
export function describeLab(lab: LabRecord): string {
  if (lab.backend === 'netns') return lab.datapath;
  if (lab.backend === 'kind') return `kind, ${describeCni(lab.spec.cni)}`;
  return `cluster ${lab.context ?? ''}`.trim();
}

function describeCni(cni: Extract<LabRecord, { backend: 'kind' }>['spec']['cni']): string {
  return cni.kind === 'cilium' ? `cilium ${cni.mode}` : cni.kind;
}

export function noSuchLab(name: string | undefined): LabError {
  return new LabError('E_NO_SUCH_LAB', {
    message: name ? `no lab named "${name}" is up` : 'no lab is up',
    why: 'cni-lab status shows those that are',
    mend: name ? `cni-lab up --name ${name}` : 'cni-lab up',
  });
}
