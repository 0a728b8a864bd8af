import type { Topology } from '../../datapaths/topology.ts';
import { LabError } from '../../errors.ts';
import { isInUserNamespace } from '../../host/capabilities.ts';
import { asRoot } from '../../host/missing-capability.ts';
import { requirePrivilege } from '../../host/preflight.ts';
import type { PrivilegeName } from '../../host/privileges.ts';

/** What a lab of this topology needs beside what every lab does. */
export function privilegesOf({ socketPrograms = [], daemons = [] }: Topology): PrivilegeName[] {
  const isBgp = daemons.some(({ argv }) => argv[0] === 'bird');
  return [
    ...(socketPrograms.length > 0 ? ['sockets' as const] : []),
    ...(isBgp ? ['bgp' as const] : []),
  ];
}

/**
 * What of a topology only the machine's own root can have, so that its lab cannot be made in a user namespace; null
 * if there is nothing. Source: `bpf_capable()` and `sriov_numvfs` ask the first user namespace, not the one at hand.
 */
export function beyondUserNamespace(topology: Topology): string | null {
  const { programs, socketPrograms = [], links } = topology;
  if (programs.length + socketPrograms.length > 0) return 'BPF programs';
  return links.some(({ kind }) => kind === 'sriov') ? 'a NIC of this machine' : null;
}

/** Before anything of it is made, or where that is asked. @throws LabError E_NOT_ROOT, E_NO_CAPABILITY */
export function requireLabPrivilege(topology: Topology): void {
  const beyond = isInUserNamespace() ? beyondUserNamespace(topology) : null;
  if (beyond !== null) {
    throw new LabError('E_NOT_ROOT', {
      message: `this lab needs root, for it has ${beyond}`,
      why: `this is a user namespace, and the kernel lets nobody in one have ${beyond}, whatever capabilities there are`,
      mend: asRoot(),
    });
  }
  for (const privilege of privilegesOf(topology)) requirePrivilege(privilege);
}
