import { parseDevices } from './devices.ts';

export interface KubeProxyFacts {
  /** `iptables-save` */
  readonly iptables: string | null;
  /** `nft list ruleset`: shows the rules of iptables-nft too. */
  readonly nft: string | null;
  /** `/proc/net/ip_vs` or `ipvsadm -Ln` */
  readonly ipvs: string | null;
  /** `ip -j link` */
  readonly links: string | null;
  /** `config.conf` of ConfigMap kube-system/kube-proxy: what was asked for. */
  readonly config: string | null;
}

export interface KubeProxyMode {
  /** `none`: no rules of kube-proxy. Null: cannot be told. */
  readonly mode: 'iptables' | 'nftables' | 'ipvs' | 'userspace' | 'none' | null;
  readonly evidence: readonly string[];
}

type Mode = Exclude<KubeProxyMode['mode'], null | 'none'>;

/** How a node's kube-proxy translates services, by its live rules. */
export function kubeProxyMode(facts: KubeProxyFacts): KubeProxyMode {
  const asked = modeAskedFor(facts.config);
  const found = [...nftables(facts), ...ipvs(facts), ...iptables(facts), ...userspace(facts)];
  const modes = new Set(found.map(({ mode }) => mode));
  const evidence = [
    ...found.map(({ text }) => text),
    ...(asked ? [`ConfigMap kube-proxy asks for ${asked}`] : []),
  ];
  const [only] = modes;
  if (only && modes.size === 1) return { mode: only, evidence };
  if (modes.size > 1) return { mode: asked && modes.has(asked) ? asked : null, evidence };
  if (facts.iptables !== null && facts.nft !== null) {
    return { mode: 'none', evidence: ['no rules of kube-proxy in iptables or nft', ...evidence] };
  }
  const unread = facts.nft === null ? 'nft list ruleset' : 'iptables-save';
  return { mode: asked, evidence: [...evidence, `${unread} was not read`] };
}

interface Clue {
  readonly mode: Mode;
  readonly text: string;
}

function nftables({ nft }: KubeProxyFacts): Clue[] {
  const table = /^\s*table (ip|ip6|inet) kube-proxy\b/m.exec(nft ?? '');
  return table ? [{ mode: 'nftables', text: `nft: table ${table[1]} kube-proxy` }] : [];
}

/** In this mode kube-proxy keeps a few iptables chains, which ask ipsets of the services. */
function ipvs({ ipvs, links, iptables, nft }: KubeProxyFacts): Clue[] {
  const device = parseDevices(links).some((d) => d.name === 'kube-ipvs0');
  const sets = /match-set KUBE-(CLUSTER-IP|LOOP-BACK)|@KUBE-CLUSTER-IP/.test(`${iptables}\n${nft}`);
  const servers = /^(TCP|UDP|SCTP)\s+\S+:\S+\s/m.test(ipvs ?? '');
  const clues: Clue[] = [];
  if (device) clues.push({ mode: 'ipvs', text: 'ip link: device kube-ipvs0' });
  if (sets) clues.push({ mode: 'ipvs', text: 'iptables: ipset KUBE-CLUSTER-IP' });
  // Other programs use IPVS too: alone its table is no sign of kube-proxy.
  if (servers && clues.length > 0) clues.push({ mode: 'ipvs', text: 'IPVS: virtual servers' });
  return clues;
}

/** The kubelet makes KUBE- chains of its own: only those of the services are kube-proxy's. */
function iptables({ iptables, nft }: KubeProxyFacts): Clue[] {
  const save = /^:(KUBE-(SVC|SEP)-[A-Z0-9]+) /m.exec(iptables ?? '');
  if (save) return [{ mode: 'iptables', text: `iptables-save: chain ${save[1]}` }];
  const chain = /^\s*chain (KUBE-(SVC|SEP)-[A-Z0-9]+) \{/m.exec(nft ?? '');
  return chain ? [{ mode: 'iptables', text: `nft (of iptables-nft): chain ${chain[1]}` }] : [];
}

/** Gone since Kubernetes 1.26: its rules send what is for a service to a port of its own. */
function userspace({ iptables, nft }: KubeProxyFacts): Clue[] {
  const [, chain] = /\b(KUBE-PORTALS-(CONTAINER|HOST)) /.exec(`${iptables}\n${nft}`) ?? [];
  return chain ? [{ mode: 'userspace', text: `iptables: chain ${chain}` }] : [];
}

function modeAskedFor(config: string | null): Mode | null {
  if (config === null) return null;
  const mode = /^mode:[ \t]*["']?([a-z]*)/m.exec(config)?.[1];
  if (mode === 'nftables' || mode === 'ipvs') return mode;
  // empty, and on Linux also absent: kube-proxy's default
  return mode === 'iptables' || mode === '' ? 'iptables' : null;
}
