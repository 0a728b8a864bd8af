import { type KubeProxyFacts, type KubeProxyMode, kubeProxyMode } from '../cni/kube-proxy-mode.ts';
import type { Family } from '../datapaths/topology.ts';
import { CommandError } from '../host/command-error.ts';
import type { Argv, Runner } from '../host/runner.ts';
import { shortAddress } from '../host/short-address.ts';

/** How a node translates services of one family, by its rules as they are now. */
export async function liveKubeProxyMode(net: Runner, family: Family): Promise<KubeProxyMode> {
  return kubeProxyMode(await serviceRules(net, family));
}

/** A node's rules for services; addresses in them as they are written everywhere. */
export async function serviceRules(net: Runner, family: Family): Promise<KubeProxyFacts> {
  const [iptables, nft, ipvs, links] = await Promise.all([
    attempt(net, [family === 6 ? 'ip6tables-save' : 'iptables-save', '-t', 'nat']),
    attempt(net, ['nft', 'list', 'ruleset']),
    attempt(net, ['cat', '/proc/net/ip_vs']),
    attempt(net, ['ip', '-j', '-d', 'link']),
  ]);
  return { iptables, nft, ipvs: ipvs && withUsualAddresses(ipvs), links, config: null };
}

/** /proc/net/ip_vs has IPv4 addresses in hexadecimal as they are sent, IPv6 with all their zeros. */
export function withUsualAddresses(ipvs: string): string {
  return ipvs
    .replace(/\b[0-9A-F]{8}(?=:[0-9A-F]{4}\b)/g, (word) => Buffer.from(word, 'hex').join('.'))
    .replace(/(?<=\[)[0-9a-f:]{39}(?=\])/g, shortAddress);
}

async function attempt(runner: Runner, argv: Argv): Promise<string | null> {
  try {
    return (await runner.run(argv)).stdout;
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}
