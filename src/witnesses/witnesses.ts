import type { Lab } from '../labs/lab.ts';
import type { Evidence } from '../verdict/evidence.ts';
import { type Flow, trackedFlows } from './conntrack.ts';
import { startCounters } from './counters.ts';
import { attachedPrograms } from './programs.ts';

/** Starts to watch; call the result, while the captures still run, for all that the witnesses say. */
export async function startWitnesses(lab: Lab, flow: Flow): Promise<() => Promise<Evidence>> {
  const countersSince = await startCounters(lab);
  return async () => {
    const [counters, programs, conntrack] = await Promise.all([
      countersSince(),
      attachedPrograms(lab),
      trackedFlows(lab, flow),
    ]);
    return { counters, programs, conntrack };
  };
}
