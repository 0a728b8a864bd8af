import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** Of this boot of this kernel; containers on it have the same. Null where there is no /proc. */
export function bootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}

/** Addresses of this machine's own devices. */
export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((a) => a.address));
}

export function processExists(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
