import { readFileSync } from 'node:fs';

/** Bits of a capability set: linux/capability.h. CAP_SYS_ADMIN has all of CAP_BPF and CAP_PERFMON in it. */
const BITS = {
  CAP_DAC_OVERRIDE: 1,
  CAP_SETGID: 6,
  CAP_NET_BIND_SERVICE: 10,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_ADMIN: 21,
} as const;

export type Capability = keyof typeof BITS;

/** Those of these that a process does not have in effect. @param status text of its /proc/PID/status */
export function lackingOf(
  wanted: readonly Capability[],
  status = readFileSync('/proc/self/status', 'utf8'),
): Capability[] {
  const bits = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  return wanted.filter((name) => ((bits >> BigInt(BITS[name])) & 1n) === 0n);
}

/** Whether files and folders that belong to the machine's root can be written. */
export function writesAsRoot(): boolean {
  if (process.geteuid?.() === 0) return true;
  return process.platform === 'linux' && lackingOf(['CAP_DAC_OVERRIDE']).length === 0;
}

/**
 * Whether root here is root of a user namespace alone, as in `unshare --user` and in rootless containers: what
 * belongs to the whole machine, BPF above all, is out of reach there, whatever capabilities there are.
 * @param map text of /proc/self/uid_map
 */
export function isInUserNamespace(map = uidMap()): boolean {
  return map !== null && !/^\s*0\s+0\s+4294967295\s*$/.test(map);
}

function uidMap(): string | null {
  try {
    return readFileSync('/proc/self/uid_map', 'utf8');
  } catch {
    return null; // not Linux, or a kernel without user namespaces
  }
}
