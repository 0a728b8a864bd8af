import { ENGINE, run } from './cli.ts';

/** Pids of the programs of this name that run in a place of a lab. */
export async function processesIn(lab: string, place: string, program: string): Promise<number[]> {
  const { stdout } = await run('ip', ['netns', 'pids', `cni-lab.${lab}.${place}`]);
  const pids = stdout.split('\n').filter(Boolean);
  const names = await Promise.all(pids.map((pid) => run('cat', [`/proc/${pid}/comm`])));
  return pids.filter((_, i) => names[i]?.stdout.trim() === program).map(Number);
}

/** The probe is on its way, so all captures are live. */
export async function isProbing(lab: string, program = 'ping'): Promise<boolean> {
  return (await processesIn(lab, 'pod1', program)).length > 0;
}

/** Pids of what captures in a place of a lab: tcpdump in each; tap for all, in the last of them. */
export function capturesIn(lab: string, place: string): Promise<number[]> {
  return ENGINE === 'tap'
    ? processesIn(lab, 'pod2', `tap-${process.arch}`)
    : processesIn(lab, place, 'tcpdump');
}
