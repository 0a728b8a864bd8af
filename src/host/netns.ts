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
  const wanted = new Set(namespaces.map(inodeOf).filter((inode) => inode !== null));
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && wanted.has(namespaceOf(entry))) kill(Number(entry));
  }
}

function inodeOf(namespace: string): string | null {
  try {
    return `net:[${statSync(netnsPath(namespace)).ino}]`;
  } catch {
    return null; // somebody else removed it meanwhile
  }
}

function namespaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return ''; // it ended, or it is not ours to see
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
