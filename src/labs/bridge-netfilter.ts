import type { Family } from '../datapaths/topology.ts';
import { CommandError } from '../host/command-error.ts';
import type { Runner } from '../host/runner.ts';

const SETTINGS = { 4: 'bridge-nf-call-iptables', 6: 'bridge-nf-call-ip6tables' } as const;

/** Whether a node's bridges hand what they switch to netfilter, as it is now; null where that cannot be read. */
export async function liveBridgeNetfilter(net: Runner, family: Family): Promise<boolean | null> {
  try {
    const { stdout } = await net.run(['cat', `/proc/sys/net/bridge/${SETTINGS[family]}`]);
    return stdout.trim() === '1';
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    // without br_netfilter there is no such setting, and nothing that would hand anything over
    return error.stderr.includes('No such file') ? false : null;
  }
}
