import { existsSync, statfsSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { requireLinux, requirePrivilege } from '../host/preflight.ts';
import { neededBy } from '../host/privileges.ts';
import type { Runner } from '../host/runner.ts';
import { kernelRelease } from '../host/tool-versions.ts';
import { findTool, installCommand, LAB_TOOLS, TOOL_PACKAGES } from '../host/tools.ts';
import { whyNoUserNamespace } from '../host/user-namespace.ts';
import { bad, type Finding, good, poor } from './check-up.ts';

const NEWER_KERNEL = 'boot a kernel of 5.10 or newer';
const LEAST_FREE_MIB = 50;

/** The kernel's version is only a hint; what it can do is probed elsewhere. */
export function checkKernel(): Finding {
  const release = kernelRelease();
  const [major = 0, minor = 0] = release.split('.').map(Number);
  const enough = major > 5 || (major === 5 && minor >= 10);
  return enough
    ? good('kernel', release)
    : bad('kernel', `${release}, older than 5.10`, NEWER_KERNEL);
}

/** Labs are Linux' own. */
export function checkSystem(): Finding {
  return checked('system', requireLinux, () => process.platform);
}

/** Of whom it does not matter whether they are root. */
export function checkCapabilities(): Finding {
  const uid = process.geteuid?.() ?? 0;
  const having = () => neededBy('run', uid).map((name) => name.slice('CAP_'.length));
  return checked(
    'capabilities',
    () => requirePrivilege('run'),
    () => having().join(', '),
  );
}

function checked(name: string, require: () => void, found: () => string): Finding {
  try {
    require();
    return good(name, found());
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return bad(name, error.message, error.mend);
  }
}

/** Whether labs without BPF can be made by who is not root. Root needs no such thing, whatever the answer is. */
export async function checkUserNamespace(runner: Runner): Promise<Finding> {
  const name = 'user namespaces';
  const refusal = await whyNoUserNamespace(runner);
  if (refusal === null) return good(name, 'labs without BPF run without root, too');
  return poor(name, `without root, no labs: ${refusal.why}`, refusal.mend);
}

export function checkTools(versions: Readonly<Record<string, string>>): Finding[] {
  return LAB_TOOLS.map((tool) => {
    const file = findTool(tool);
    if (!file) return bad(tool, 'not installed', installCommand(TOOL_PACKAGES[tool]));
    if (tool === 'tcpdump' && older(versions.tcpdump, [4, 99])) {
      return bad(tool, `${versions.tcpdump}, older than 4.99`, installCommand('tcpdump'));
    }
    return good(tool, versions[tool] ? `${versions[tool]} (${file})` : file);
  });
}

function older(version: string | undefined, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = (version ?? '').split('.').map(Number);
  return version !== undefined && (a < major || (a === major && b < minor));
}

export function checkBtf(file = '/sys/kernel/btf/vmlinux'): Finding {
  return existsSync(file)
    ? good('BTF', file)
    : poor(
        'BTF',
        'the kernel has none; labs work, tracing will not',
        'boot a kernel with CONFIG_DEBUG_INFO_BTF=y',
      );
}

export function checkDisk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor((bavail * bsize) / 2 ** 20);
  return free >= LEAST_FREE_MIB
    ? good('disk', `${free} MiB free in ${folder}`)
    : bad('disk', `${free} MiB free in ${folder}`, 'cni-lab verify --out /another/disk');
}
