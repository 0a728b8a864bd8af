import { cpus, loadavg } from 'node:os';

/** Of the last minute: how many processes had a CPU, or wanted one. */
export function processesAtWork(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** Model and number of the CPUs; null where the kernel does not name the model. */
export function machineCpus(): { readonly cpu: string | null; readonly cpus: number } {
  const all = cpus();
  const model = all[0]?.model.trim();
  return { cpu: model && model !== 'unknown' ? model : null, cpus: all.length };
}
