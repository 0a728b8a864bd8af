import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { requireLabHost } from '../host/preflight.ts';
import { kernelRelease } from '../host/tool-versions.ts';
import { findTool, installCommand, LAB_TOOLS, TOOL_PACKAGES } from '../host/tools.ts';
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

export function checkRoot(): Finding {
  try {
    requireLabHost([]);
    return good('root', 'yes');
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return bad('root', error.message, error.mend);
  }
}

/** Bits of CapEff, linux/capability.h; BPF and PERFMON came with 5.8. */
const CAPABILITIES = { NET_ADMIN: 12, NET_RAW: 13, SYS_ADMIN: 21 } as const;

export function checkCapabilities(status = readFileSync('/proc/self/status', 'utf8')): Finding {
  const bits = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const missing = Object.entries(CAPABILITIES).filter(
    ([, bit]) => ((bits >> BigInt(bit)) & 1n) === 0n,
  );
  if (missing.length === 0) return good('capabilities', Object.keys(CAPABILITIES).join(', '));
  const names = missing.map(([name]) => `CAP_${name}`).join(', ');
  return bad(
    'capabilities',
    `without ${names}`,
    'run as root on the host, or docker run --privileged',
  );
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
