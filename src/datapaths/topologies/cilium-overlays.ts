import type { Family, Topology } from '../topology.ts';
import { overlayPair } from './overlay-pair.ts';

/** Cilium's overlay with Geneve in place of VXLAN; its port is the one assigned by IANA. */
export const genevePair: (family: Family) => Topology = overlayPair('redirect-peer', {
  ...{ name: 'cilium_geneve', type: 'geneve', options: 'external dstport 6081' },
  ...{ frames: true, mtu: 1450, intoTunnel: 'encap' },
});

/** The same by a device for IP in IP: no frames, no network identifier. */
export const ciliumIpipPair: (family: Family) => Topology = overlayPair('bare-peer', {
  ...{ name: 'cilium_ipip4', type: 'ipip', options: 'external' },
  ...{ frames: false, mtu: 1480, intoTunnel: 'encap' },
});
