import { CATALOGUE } from '../../../src/datapaths/catalogue.ts';
import type { Datapath, Feature } from '../../../src/datapaths/datapath.ts';
import { CLI, run } from './cli.ts';
import { CANNOT_RUN } from './root.ts';

/** Only these may be missing where the tests run: many kernels are built without them. */
const RARE: readonly Feature[] = [
  ...(['netkit', 'ip_vs', 'dummy', 'ipvlan', 'vlan', 'bond', 'gre', 'ip6gre'] as const),
  ...(['ipip', 'ip6tnl', 'geneve', 'wireguard', 'openvswitch', 'sriov'] as const),
];

/** What `list` says cannot run here. */
const ABSENT: ReadonlySet<string> = new Set(CANNOT_RUN ? [] : await notRunnable());

async function notRunnable(): Promise<string[]> {
  const { datapaths } = JSON.parse((await run('node', [CLI, 'list', '--json'])).stdout);
  return datapaths.flatMap((d: { name: string; runnable: boolean }) => (d.runnable ? [] : d.name));
}

function isAbsent({ name, needs }: Datapath): boolean {
  return needs.some((need) => RARE.includes(need)) && ABSENT.has(name);
}

/** The datapaths that must run here. */
export const HERE: readonly Datapath[] = CATALOGUE.filter((datapath) => !isAbsent(datapath));

/** Those that must say why they do not. */
export const NOT_HERE: readonly Datapath[] = CATALOGUE.filter(isAbsent);

/** Whether that is for want of a feature of the kernel. */
export function lacks(feature: Feature): boolean {
  return NOT_HERE.some(({ needs }) => needs.includes(feature));
}
