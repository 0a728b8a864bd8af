import type { Family } from '../topology.ts';

/**
 * What a new network namespace would otherwise inherit from the machine, set explicitly, so that
 * the lab is the same everywhere. IPv6 is off where it is not probed: its own traffic is noise.
 */
export function podSysctls(family: Family): Record<string, number> {
  return {
    'net.ipv4.conf.all.rp_filter': 0,
    'net.ipv4.conf.default.rp_filter': 0,
    'net.ipv4.ip_forward': 0,
    'net.ipv6.conf.all.forwarding': 0,
    'net.ipv6.conf.all.disable_ipv6': family === 6 ? 0 : 1,
    'net.bridge.bridge-nf-call-iptables': 0,
    'net.bridge.bridge-nf-call-ip6tables': 0,
  };
}

/** The same for a node, which forwards. */
export function routerSysctls(family: Family): Record<string, number> {
  return {
    ...podSysctls(family),
    'net.ipv4.ip_forward': 1,
    'net.ipv6.conf.all.forwarding': family === 6 ? 1 : 0,
  };
}
