import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { NETNS_FOLDER, netnsPath } from './netns-path.ts';

/** Names of all network namespaces that `ip netns` knows. */
export function netnsNames(): string[] {
  try {
    return readdirSync(NETNS_FOLDER);
  } catch {
    return []; // none was ever made on this machine
  }
}

/** Kills every process whose network namespace is one of these. */
export function endProcessesIn(namespaces: readonly string[]): void {
  const wanted = new Set(namespaces.map(netnsId).filter((id) => id !== null));
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && wanted.has(processNetnsId(entry) ?? '')) kill(Number(entry));
  }
}

/** `net:[4026532270]`; null where nothing of that name is there any more. */
export function netnsId(name: string): string | null {
  try {
    return `net:[${statSync(netnsPath(name)).ino}]`;
  } catch {
    return null;
  }
}

/** The same of a process; null where it has ended, or is not ours to see. */
export function processNetnsId(pid: number | string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
