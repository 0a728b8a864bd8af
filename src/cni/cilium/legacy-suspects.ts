import { compareMinor } from './known-version.ts';
import { reasonGiven } from './legacy-reason.ts';
import type { LegacyCase, Suspect } from './legacy-suspect.ts';
import { chainingMode } from './status-report.ts';

/** All that hold. First what the agent itself gave as its reason, then as the agent asks (1.19). */
export function suspects(of: LegacyCase): Suspect[] {
  const found = [
    cniChaining(of) ?? askedFor(of),
    kubeProxyReplacementOff(of),
    iptablesMasquerading(of),
    ipsec(of),
    kernel(of),
  ].filter((suspect) => suspect !== null);
  const reason = reasonGiven(of.log.fallback);
  return found.sort((a, b) => Number(b.cause === reason) - Number(a.cause === reason));
}

/** The flag as this agent was started; the ConfigMap may have been changed since. */
function legacyFlag(of: LegacyCase): string[] {
  const evidence: string[] = [];
  if (of.log.legacyFlag === false) return evidence;
  if (of.config?.['enable-host-legacy-routing'] === 'true') {
    evidence.push('ConfigMap cilium-config: enable-host-legacy-routing=true');
  }
  if (of.log.legacyFlag) {
    evidence.push("agent log: started with --enable-host-legacy-routing='true'");
  }
  return evidence;
}

function askedFor(of: LegacyCase): Suspect | null {
  const evidence = legacyFlag(of);
  if (evidence.length === 0) return null;
  return {
    cause: 'asked-for',
    text: 'Legacy host routing was asked for (Helm value bpf.hostLegacyRouting=true).',
    inShort: 'bpf.hostLegacyRouting=true',
    evidence,
    set: ['bpf.hostLegacyRouting=false'],
  };
}

/** The chart then renders the flag, unless bpf.hostLegacyRouting says otherwise. */
function cniChaining(of: LegacyCase): Suspect | null {
  const live = chainingMode(of.status);
  const chaining = live ?? of.config?.['cni-chaining-mode'] ?? 'none';
  const flag = legacyFlag(of);
  if (chaining === 'none' || flag.length === 0) return null;
  const where = live ? 'cilium-dbg status: cni-chaining.mode' : 'ConfigMap cilium-config: mode';
  return {
    cause: 'cni-chaining',
    text:
      `Cilium is chained to another CNI (${chaining}), which connects the pods; the chart then asks ` +
      'for Legacy. To end it Cilium must be the only CNI, and the pods must be made anew.',
    inShort: `CNI chaining (${chaining})`,
    evidence: [`${where} ${chaining}`, ...flag],
    set: ['cni.chainingMode=none', 'bpf.hostLegacyRouting=false'],
  };
}

function kubeProxyReplacementOff(of: LegacyCase): Suspect | null {
  const { kubeProxyReplacement, sources } = of.mode;
  const asked = of.config?.['kube-proxy-replacement'];
  const off = kubeProxyReplacement === null ? asked === 'false' : !kubeProxyReplacement;
  if (!off && reasonGiven(of.log.fallback) !== 'kube-proxy-replacement-off') return null;
  const evidence: string[] = [];
  if (kubeProxyReplacement === false) {
    evidence.push(`${sources.kubeProxyReplacement}: kube-proxy replacement False`);
  }
  if (asked === 'false') evidence.push('ConfigMap cilium-config: kube-proxy-replacement=false');
  return {
    cause: 'kube-proxy-replacement-off',
    text:
      'BPF host routing needs the kube-proxy replacement, which is off: the agent then runs in ' +
      'Legacy and (1.19) logs nothing about it. Where kube-proxy is gone, set k8sServiceHost too.',
    inShort: 'kubeProxyReplacement=false',
    evidence,
    set: ['kubeProxyReplacement=true'],
  };
}

function iptablesMasquerading(of: LegacyCase): Suspect | null {
  const byIptables = of.mode.masquerading === 'iptables';
  if (!byIptables && reasonGiven(of.log.fallback) !== 'iptables-masquerading') return null;
  const evidence: string[] = [];
  if (byIptables) evidence.push(`${of.mode.sources.masquerading}: masquerading by iptables`);
  if (of.config?.['enable-bpf-masquerade'] === 'false') {
    evidence.push('ConfigMap cilium-config: enable-bpf-masquerade=false');
  }
  return {
    cause: 'iptables-masquerading',
    text:
      'Pods are masqueraded by iptables, which needs their packets in the host stack: the agent ' +
      'fell back to Legacy host routing.',
    inShort: 'masquerading by iptables',
    evidence,
    set: ['bpf.masquerade=true'],
  };
}

/** Forced Legacy up to 1.17; 1.19 no longer does; of 1.18 only the agent's own word counts. */
function ipsec(of: LegacyCase): Suspect | null {
  const { encryption, version, sources } = of.mode;
  const before = compareMinor(version, '1.18');
  const byVersion = encryption === 'ipsec' && before !== null && before < 0;
  if (!byVersion && reasonGiven(of.log.fallback) !== 'ipsec') return null;
  return {
    cause: 'ipsec',
    text: `Cilium ${version ?? 'of this version'} cannot combine BPF host routing with IPsec; 1.19 can.`,
    inShort: 'IPsec in this version',
    evidence:
      encryption === 'ipsec' ? [`${sources.encryption}: encryption IPsec, version ${version}`] : [],
    set: [],
    upgrade: '1.19.5',
  };
}

function kernel(of: LegacyCase): Suspect | null {
  if (reasonGiven(of.log.fallback) !== 'kernel') return null;
  return {
    cause: 'kernel',
    text: "The node's kernel lacks bpf_redirect_peer() or bpf_redirect_neigh(): Linux 5.10 has both.",
    inShort: 'a kernel before 5.10',
    evidence: [],
    set: [],
    command: 'kubectl get nodes -o wide   # KERNEL-VERSION: boot Linux 5.10 or newer',
  };
}
