import type { Claim } from './judge.ts';

/** Which witness could tell datapaths apart that look the same to the captures. */
export function tellApart(claims: readonly Claim[]): string | null {
  const could = tellingWitnesses(claims);
  return could && `these captures cannot tell them apart; ${could} could`;
}

/** Those of which they expect different things; null where they expect the same of all. */
export function tellingWitnesses(claims: readonly Claim[]): string | null {
  const witnesses = claims.map((claim) => claim.witnesses);
  const differ = (of: (w: Claim['witnesses']) => unknown) =>
    new Set(witnesses.map((w) => JSON.stringify(of(w)))).size > 1;
  const could = [
    ...(differ((w) => w.programs)
      ? [`the programs on the host-side devices (${lookAt(claims)})`]
      : []),
    ...(differ((w) => w.conntrack)
      ? ["the node's connection tracking (/proc/net/nf_conntrack)"]
      : []),
    ...(differ((w) => w.kubeProxy ?? null)
      ? ["the node's rules for services (iptables-save, nft list ruleset, /proc/net/ip_vs)"]
      : []),
    ...(differ((w) => w.unseen ?? null) ? ["the devices' own counters (ip -s link)"] : []),
    ...(differ((w) => w.forwarded ?? [])
      ? ["the forwarder's own statistics (dpdk-telemetry.py)"]
      : []),
    ...(differ((w) => w.routes ?? []) ? ['the routing daemons (birdc show route all)'] : []),
    ...(differ((w) => w.drops ?? null)
      ? ["the kernel's reason for the drop (tracepoint skb:kfree_skb)"]
      : []),
    ...(new Set(witnesses.flatMap((w) => w.rescheduled ?? [])).size > 1
      ? ["the kernel's own list of hops (verify --trace)"]
      : []),
  ];
  return could.join(' or ') || null;
}

function lookAt(claims: readonly Claim[]): string {
  const attached = claims.flatMap((claim) => claim.witnesses.programs.flatMap((p) => p.attached));
  const onXdp = attached.some((program) => / on xdp\b/.test(program));
  return onXdp ? 'ip link show dev DEVICE' : 'tc filter show dev DEVICE ingress';
}
