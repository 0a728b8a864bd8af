import type { Argv } from '../host/runner.ts';

/** A setting of a network namespace that decides what way packets take. */
export interface Setting {
  /** `net.ipv4.ip_forward` */
  readonly name: string;
  readonly value: string;
}

const NAMES = [
  ...['net.ipv4.ip_forward', 'net.ipv6.conf.all.forwarding', 'net.ipv4.conf.all.rp_filter'],
  ...['net.bridge.bridge-nf-call-iptables', 'net.bridge.bridge-nf-call-ip6tables'],
  ...['net.netfilter.nf_conntrack_max', 'net.netfilter.nf_conntrack_count'],
  ...['net.ipv4.vs.conntrack'],
];

/** Those that a kernel does not have are left out. */
export const ASK_SETTINGS: Argv = ['sysctl', '-e', ...NAMES];

/** @param text what `ASK_SETTINGS` printed: `NAME = VALUE` */
export function parseSettings(text: string | null): Setting[] {
  return (text ?? '').split('\n').flatMap((line) => {
    const [, name, value = ''] = /^(net\.\S+) = (.*)$/.exec(line) ?? [];
    return name === undefined ? [] : { name, value: value.trim() };
  });
}
