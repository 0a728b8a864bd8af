import type { Check } from '../finding.ts';
import { asRoot } from '../mends.ts';
import { nodesRunHere } from './docker.ts';

/** The nodes share the host's kernel, its BPF file system and, by nsenter, its programs. */
const otherCilium: Check = {
  name: 'other Cilium',
  look: (facts) =>
    nodesRunHere(facts) && facts.machine.hasDevice('cilium_host')
      ? {
          severity: 'warning',
          code: 'E_KIND_HOST',
          message: 'Cilium runs on this host itself, or has left its devices here',
          why: 'there is a device cilium_host; its programs see the traffic of the nodes too',
          mend: `use another machine; if no agent runs any more: ${asRoot('ip link delete cilium_host')}`,
        }
      : null,
};

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

const proxy: Check = {
  name: 'proxy',
  look: ({ machine: { env } }) => {
    const variable = PROXIES.find((name) => env[name]);
    if (!variable) return null;
    if (/^(?:\w+:\/\/)?(?:[^@/]*@)?(?:127\.|localhost|\[?::1)/.test(env[variable]!)) {
      return {
        severity: 'warning',
        code: 'E_KIND_HOST',
        message: `${variable} names a proxy on this machine, which the nodes cannot reach`,
        why: 'kind hands the variable on, and in a node 127.0.0.1 is the node',
        mend: `unset ${variable}, or give the proxy an address that containers reach`,
      };
    }
    const exempt = (env.NO_PROXY ?? env.no_proxy ?? '').split(',').map((host) => host.trim());
    if (exempt.includes('127.0.0.1') && exempt.includes('localhost')) return null;
    return {
      severity: 'note',
      code: 'E_KIND_HOST',
      message: `${variable} is set, and NO_PROXY does not exempt this machine`,
      why: "the cluster's API server is at a port of 127.0.0.1; kind exempts its own networks itself",
      mend: 'export NO_PROXY="localhost,127.0.0.1,$NO_PROXY"',
    };
  },
};

export const SURROUNDING_CHECKS: readonly Check[] = [otherCilium, proxy];
