import { LabError } from '../../../errors.ts';
import { CommandError } from '../../../host/command-error.ts';
import type { Runner } from '../../../host/runner.ts';
import { nodeRunner } from '../docker-node.ts';
import {
  CONFLIST,
  masqueradeRule,
  nodeRoutes,
  type PluginNode,
  pluginConflist,
} from '../plugin-config.ts';
import type { CniContext } from './context.ts';
import { copyBinaries } from './copy-binaries.ts';

const CLUSTER_CIDR = '10.244.0.0/16';
const BIN = '/opt/cni/bin';

/** Makes a network of the standard bridge or ptp plugin: configuration, routes, masquerading. @throws LabError */
export async function installPlugin(
  plugin: 'bridge' | 'ptp',
  bin: string | null,
  context: CniContext,
): Promise<void> {
  if (bin) await copyBinaries(bin, context.nodes);
  const nodes = context.nodes.map(
    (node): PluginNode => ({
      name: node.name,
      podCidr: node.podCIDRs[0] ?? '',
      address: node.internalAddresses[0] ?? '',
    }),
  );
  await Promise.all(nodes.map((node) => installOn(node, nodes, plugin)));
}

async function installOn(
  node: PluginNode,
  all: readonly PluginNode[],
  plugin: 'bridge' | 'ptp',
): Promise<void> {
  const runner = nodeRunner(node.name);
  await requireBinary(runner, node.name, plugin);
  await runner.run(['ip', '-batch', '-'], { input: nodeRoutes(node, all) });
  await masquerade(runner, node.podCidr);
  // whoever reads the folder finds it whole; the kubelet is ready from here on, so it comes last
  await runner.run(['tee', `${CONFLIST}.new`], { input: pluginConflist(plugin, node.podCidr) });
  await runner.run(['mv', `${CONFLIST}.new`, CONFLIST]);
}

async function masquerade(runner: Runner, podCidr: string): Promise<void> {
  const rule = masqueradeRule(podCidr, CLUSTER_CIDR);
  const has = await succeeds(runner.run(['iptables', '-t', 'nat', '-C', ...rule]));
  if (!has) await runner.run(['iptables', '-t', 'nat', '-A', ...rule]);
}

async function requireBinary(runner: Runner, node: string, plugin: string): Promise<void> {
  if (await succeeds(runner.run(['test', '-x', `${BIN}/${plugin}`]))) return;
  throw new LabError('E_CNI', {
    message: `the node image has no CNI plugin ${plugin}`,
    why: `${BIN}/${plugin} is not there in ${node}; kind's own images have ptp, but no bridge`,
    mend: 'give the folder that has it: --cni-bin /usr/lib/cni (Debian: apt-get install containernetworking-plugins)',
  });
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 1) return false;
    throw error;
  }
}
