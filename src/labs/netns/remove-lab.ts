import { cgroupNames, removeCgroup } from '../../host/cgroup.ts';
import { localRunner } from '../../host/local-runner.ts';
import { endProcessesIn, netnsNames } from '../../host/netns.ts';
import { requireLabHost } from '../../host/preflight.ts';
import { parseNamespaceName } from '../lab-name.ts';
import { forgetLab, recordNames } from '../lab-record.ts';
import { labsWithDaemons, removeDaemonFiles } from './daemons.ts';
import { isMarked } from './mark.ts';
import { giveNicsBack } from './sriov.ts';

/**
 * Our network namespaces that exist now, by the name of their lab: none where only a cgroup or files are left. Ours are
 * those of a lab that is recorded, and those that bear our mark: not whatever has such a name.
 */
export async function existingLabs(): Promise<Map<string, string[]>> {
  const labs = new Map<string, string[]>();
  const recorded = new Set(recordNames());
  for (const name of netnsNames()) {
    const parsed = parseNamespaceName(name);
    if (parsed && (recorded.has(parsed.lab) || (await isMarked(name))))
      labs.set(parsed.lab, [...(labs.get(parsed.lab) ?? []), name]);
  }
  const inCgroups = cgroupNames().flatMap((name) => parseNamespaceName(name)?.lab ?? []);
  for (const lab of [...inCgroups, ...labsWithDaemons()]) {
    if (!labs.has(lab)) labs.set(lab, []);
  }
  return labs;
}

/**
 * Removes a lab by its name alone: ends what runs in its namespaces, takes out of them what is the machine's,
 * deletes them (and with them every device, route, rule and program), its cgroups and files, and forgets the record. Nothing there is
 * no error.
 */
export async function removeLab(name: string): Promise<void> {
  const namespaces = (await existingLabs()).get(name) ?? [];
  if (namespaces.length > 0) {
    requireLabHost(['ip'], 'remove');
    endProcessesIn(namespaces);
    await giveNicsBack(namespaces);
    await deleteNamespaces(name, namespaces);
  }
  const cgroups = cgroupNames().filter((cgroup) => parseNamespaceName(cgroup)?.lab === name);
  await Promise.all(cgroups.map(removeCgroup));
  removeDaemonFiles(name);
  forgetLab(name);
}

async function deleteNamespaces(lab: string, namespaces: readonly string[]): Promise<void> {
  const input = namespaces.map((ns) => `netns del ${ns}\n`).join('');
  try {
    await localRunner.run(['ip', '-force', '-batch', '-'], { input });
  } catch (error) {
    if ((await existingLabs()).get(lab)?.length) throw error; // else another process was quicker
  }
}
