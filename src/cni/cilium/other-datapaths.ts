import type { ModeFields } from './mode-fields.ts';

/**
 * What Cilium shows beside packets from pod to pod, in the mode that it runs in: names of datapaths. Pure.
 * @param sameNode the datapath between pods of one node
 */
export function otherDatapaths(
  { device, socketLb, endpointRoutes }: Pick<ModeFields, 'device' | 'socketLb' | 'endpointRoutes'>,
  sameNode: string,
): string[] {
  if (device !== 'veth') return [];
  const isFast = sameNode === 'cilium/same-node';
  return [
    'cilium/host-to-pod',
    // what is translated before it is sent goes the way of all packets
    ...(isFast && socketLb ? ['cilium/socket-lb'] : []),
    // the last, since it is in the way of all others;
    // with routes of their own, and Legacy, packets reach the host's stack before they are dropped
    ...(isFast || endpointRoutes === false ? ['cilium/policy-drop'] : []),
  ];
}
