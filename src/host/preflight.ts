import { LabError } from '../errors.ts';
import { lackingOf } from './capabilities.ts';
import { missingCapabilities } from './missing-capability.ts';
import { neededBy, type PrivilegeName } from './privileges.ts';
import { requireTools, type Tool } from './tools.ts';

/** What every embedded lab needs before anything is made. @throws LabError */
export function requireLabHost(tools: readonly Tool[], privilege: PrivilegeName): void {
  requireLinux();
  requirePrivilege(privilege);
  requireTools(tools);
}

/** @throws LabError E_NOT_LINUX */
export function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new LabError('E_NOT_LINUX', {
    message: `labs need Linux, this is ${process.platform}`,
    why: 'network namespaces and BPF are parts of the Linux kernel',
    mend: 'run it on a Linux machine, or use cni-lab analyze on captures taken there',
  });
}

/** Who it is does not matter, only what they may do. @throws LabError E_NOT_ROOT, E_NO_CAPABILITY */
export function requirePrivilege(privilege: PrivilegeName): void {
  const uid = process.geteuid?.() ?? 0;
  const lacking = lackingOf(neededBy(privilege, uid));
  if (lacking.length > 0) throw missingCapabilities(lacking, uid);
}
