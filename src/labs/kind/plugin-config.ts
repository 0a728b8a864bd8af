/** The CNI configuration and the routes that make a standard plugin a network of several nodes. */

export interface PluginNode {
  readonly name: string;
  readonly podCidr: string;
  /** Where the other nodes reach it. */
  readonly address: string;
}

export const CONFLIST = '/etc/cni/net.d/10-cni-lab.conflist';

/** A conflist for one node. Pure. @returns JSON */
export function pluginConflist(plugin: 'bridge' | 'ptp', podCidr: string): string {
  const own =
    plugin === 'bridge'
      ? { bridge: 'cni0', isGateway: true, hairpinMode: true, ipMasq: false }
      : { ipMasq: false };
  const ipam = {
    type: 'host-local',
    ranges: [[{ subnet: podCidr }]],
    routes: [{ dst: '0.0.0.0/0' }],
  };
  return JSON.stringify(
    {
      cniVersion: '1.0.0',
      name: 'cni-lab',
      plugins: [
        { type: plugin, ...own, ipam },
        { type: 'portmap', capabilities: { portMappings: true } },
      ],
    },
    null,
    2,
  );
}

/** Lines for `ip -batch -` on a node: the other nodes' pods are behind the other nodes. Pure. */
export function nodeRoutes(node: PluginNode, all: readonly PluginNode[]): string {
  return all
    .filter((other) => other.name !== node.name)
    .map((other) => `route replace ${other.podCidr} via ${other.address}\n`)
    .join('');
}

/** Pods that speak to the world outside take their node's address. Pure. @returns a rule of iptables' nat table */
export function masqueradeRule(podCidr: string, clusterCidr: string): string[] {
  return ['POSTROUTING', '-s', podCidr, '!', '-d', clusterCidr, '-j', 'MASQUERADE'];
}
