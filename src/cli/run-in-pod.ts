import { LabError } from '../errors.ts';
import { handOver } from '../host/hand-over.ts';
import type { Argv } from '../host/runner.ts';
import { openPlaces } from '../labs/open-places.ts';

/** Runs a command in a pod with this terminal. @returns its exit code @throws LabError */
export async function runInPod(pod: string, argv: Argv, name: string | undefined): Promise<number> {
  const lab = await openPlaces(name);
  const runner = lab.places.get(pod);
  if (!runner) {
    const places = [...lab.places.keys()];
    throw new LabError('E_NO_SUCH_POD', {
      message: `the lab "${lab.name}" has no ${pod}`,
      why: `it has ${places.join(', ')}`,
      mend: `cni-lab exec ${places.at(-1)} --name ${lab.name} -- ${argv.join(' ')}`,
    });
  }
  return handOver(runner.argv(argv));
}
