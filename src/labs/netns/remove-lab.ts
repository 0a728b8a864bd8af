import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { localRunner } from '../../host/local-runner.ts';
import { NETNS_FOLDER, netnsPath } from '../../host/netns-path.ts';
import { parseNamespaceName } from './lab-name.ts';
import { forgetLab } from './lab-record.ts';

/** Our namespaces that exist now: lab name to places. */
export function existingLabs(): Map<string, string[]> {
  const labs = new Map<string, string[]>();
  let names: string[];
  try {
    names = readdirSync(NETNS_FOLDER);
  } catch {
    return labs; // no namespace was ever made on this machine
  }
  for (const name of names) {
    const parsed = parseNamespaceName(name);
    if (parsed) labs.set(parsed.lab, [...(labs.get(parsed.lab) ?? []), name]);
  }
  return labs;
}

/**
 * Removes a lab by its name alone: ends what runs in its namespaces, deletes them (and with them
 * every device, route, rule and program), and forgets the record. Nothing there is no error.
 */
export async function removeLab(name: string): Promise<void> {
  const namespaces = existingLabs().get(name) ?? [];
  if (namespaces.length > 0) {
    for (const pid of processesIn(namespaces)) endProcess(pid);
    await localRunner.run(['ip', '-force', '-batch', '-'], {
      input: namespaces.map((ns) => `netns del ${ns}\n`).join(''),
    });
  }
  forgetLab(name);
}

/** Pids of all processes whose network namespace is one of these. */
function processesIn(namespaces: readonly string[]): number[] {
  const inodes = new Set(namespaces.map((ns) => `net:[${statSync(netnsPath(ns)).ino}]`));
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => inodes.has(networkNamespaceOf(pid)))
    .map(Number);
}

function networkNamespaceOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return ''; // it ended, or it is not ours to see
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}
