import { LabError } from '../errors.ts';
import { CATALOGUE } from './catalogue.ts';
import { askedAs, type Datapath, familiesOf } from './datapath.ts';
import { multiplied } from './multiplied.ts';

/** Why a datapath cannot be shown with many pairs of pods at once; null if it can. */
export function whyNotPaired(datapath: Datapath): string | null {
  if (datapath.backends) return 'chance chooses who answers its probe';
  if (datapath.drops) return 'the kernel is asked for the drops of one flow';
  try {
    for (const family of familiesOf(datapath)) multiplied(datapath.topology(family), 2);
    return null;
  } catch (error) {
    if (error instanceof LabError) return error.why;
    throw error;
  }
}

/** @throws LabError E_USAGE, which names those that can */
export function requirePaired(datapath: Datapath): void {
  const why = whyNotPaired(datapath);
  if (why === null) return;
  const can = CATALOGUE.filter((one) => whyNotPaired(one) === null).map(({ name }) => name);
  throw new LabError('E_USAGE', {
    message: `${askedAs(datapath)} cannot be shown with many pairs at once`,
    why: `${why}; those that can: ${can.join(', ')}`,
    mend: `cni-lab verify ${askedAs(datapath)}`,
  });
}
