import { LabError } from '../errors.ts';
import type { Claim } from '../verdict/judge.ts';
import { crossNode } from './cilium/cross-node.ts';
import { crossNodeLegacy } from './cilium/cross-node-legacy.ts';
import { crossNodeVxlan } from './cilium/cross-node-vxlan.ts';
import { crossNodeVxlanLegacy } from './cilium/cross-node-vxlan-legacy.ts';
import { hostToPod } from './cilium/host-to-pod.ts';
import { netkitCrossNode } from './cilium/netkit-cross-node.ts';
import { netkitSameNode } from './cilium/netkit-same-node.ts';
import { policyDrop } from './cilium/policy-drop.ts';
import { sameNode } from './cilium/same-node.ts';
import { sameNodeLegacy } from './cilium/same-node-legacy.ts';
import { socketLb } from './cilium/socket-lb.ts';
import { claimOf, type Datapath, type Where } from './datapath.ts';
import { flannelHostGw } from './flannel/host-gw.ts';
import { flannelSameNode } from './flannel/same-node.ts';
import { flannelVxlan } from './flannel/vxlan.ts';
import { kindnetCrossNode } from './kindnet/cross-node.ts';
import { kindnetSameNode } from './kindnet/same-node.ts';
import { kubeProxyIptablesMode } from './kube-proxy/iptables.ts';
import { kubeProxyIpvsMode } from './kube-proxy/ipvs.ts';
import { kubeProxyNftablesMode } from './kube-proxy/nftables.ts';
import { bridge } from './linux/bridge.ts';
import { bridgeCrossNode } from './linux/bridge-cross-node.ts';
import { plainRedirect } from './linux/plain-redirect.ts';
import { ptp } from './linux/ptp.ts';
import { ptpCrossNode } from './linux/ptp-cross-node.ts';
import { nearest } from './nearest.ts';
import type { Family } from './topology.ts';

export const CATALOGUE: readonly Datapath[] = [
  sameNode,
  sameNodeLegacy,
  crossNode,
  crossNodeLegacy,
  crossNodeVxlan,
  crossNodeVxlanLegacy,
  netkitSameNode,
  netkitCrossNode,
  hostToPod,
  socketLb,
  policyDrop,
  plainRedirect,
  ptp,
  ptpCrossNode,
  bridge,
  bridgeCrossNode,
  kindnetSameNode,
  kindnetCrossNode,
  flannelSameNode,
  flannelHostGw,
  flannelVxlan,
  kubeProxyIptablesMode,
  kubeProxyNftablesMode,
  kubeProxyIpvsMode,
];

export const FLAGSHIP = sameNode;

/** @throws LabError E_UNKNOWN_DATAPATH, with the nearest names */
export function findDatapath(name: string): Datapath {
  const found = CATALOGUE.find((d) => d.name === name);
  if (found) return found;
  throw unknown(name);
}

/** A name, or a glob (`linux/*`). @throws LabError E_UNKNOWN_DATAPATH if none fits */
export function selectDatapaths(pattern: string): Datapath[] {
  if (!/[*?]/.test(pattern)) return [findDatapath(pattern)];
  const glob = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const found = CATALOGUE.filter((d) => new RegExp(`^${glob}$`).test(d.name));
  if (found.length === 0) throw unknown(pattern);
  return found;
}

/** The claims of these datapaths, in their order. */
export function claimsOf(names: readonly string[], family: Family, where?: Where): Claim[] {
  return names.map((name) => claimOf(findDatapath(name), family, where));
}

/** All claims by name, for identification. */
export function claims(family: Family, where?: Where): Map<string, Claim> {
  return new Map(CATALOGUE.map((d) => [d.name, claimOf(d, family, where)]));
}

function unknown(name: string): LabError {
  const near = nearest(
    name,
    CATALOGUE.map((d) => d.name),
  );
  return new LabError('E_UNKNOWN_DATAPATH', {
    message: `there is no datapath named "${name}"`,
    why: `the nearest are ${near.join(', ')}`,
    mend: 'cni-lab list',
  });
}
