import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../errors.ts';
import { toolPath } from './environment.ts';

/** Programs that the embedded lab runs, and the Debian and Ubuntu packages they come in. */
export const TOOL_PACKAGES = {
  ip: 'iproute2',
  tc: 'iproute2',
  bridge: 'iproute2',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  unshare: 'util-linux',
  sysctl: 'procps',
  nft: 'nftables',
  tcpdump: 'tcpdump',
  ping: 'iputils-ping',
} as const;

/** The same of programs that only some datapaths need, where the package is not named like them. */
const OTHER_PACKAGES: Readonly<Record<string, string>> = {
  bird: 'bird2',
  birdc: 'bird2',
  'dpdk-testpmd': 'dpdk-dev',
  'dpdk-telemetry.py': 'dpdk-dev',
  'ovs-dpctl': 'openvswitch-switch',
  'ovs-vsctl': 'openvswitch-switch',
  'ovs-vswitchd': 'openvswitch-switch',
  wg: 'wireguard-tools',
};

/** All that the embedded lab and the datapaths of the catalogue run, as Debian's packages. */
export const LAB_PACKAGES: readonly string[] = [
  ...new Set([...Object.values(TOOL_PACKAGES), ...Object.values(OTHER_PACKAGES)]),
  ...['ethtool', 'iptables', 'ipvsadm', 'socat', 'bpftool', 'libbpf1'],
];

export type Tool = keyof typeof TOOL_PACKAGES;

/** The file that would run, or null. */
export function findTool(tool: string, env: NodeJS.ProcessEnv = process.env): string | null {
  for (const folder of toolPath(env)) {
    const file = join(folder, tool);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/** @throws LabError E_TOOL_MISSING for the first that is not there */
export function requireTools(tools: readonly Tool[]): void {
  const missing = tools.find((tool) => findTool(tool) === null);
  if (missing) throw missingTool(missing);
}

export function missingTool(tool: string): LabError {
  const packages: Readonly<Record<string, string>> = { ...TOOL_PACKAGES, ...OTHER_PACKAGES };
  const name = packages[tool] ?? tool;
  return new LabError('E_TOOL_MISSING', {
    message: `${tool} is not installed`,
    why: `it is part of the package ${name} on Debian and Ubuntu`,
    mend: installCommand(name),
  });
}

/** How to install a package here, as it can be pasted. */
export function installCommand(name: string): string {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  return `${sudo}apt-get install -y ${name}`;
}

/** All that the embedded lab may need. */
export const LAB_TOOLS = Object.keys(TOOL_PACKAGES) as readonly Tool[];
