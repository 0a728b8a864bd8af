import type { Device, Link } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { uplinkedPair } from './uplinked-pair.ts';

/** Two pods on ipvlan devices in L3 mode, each in a subnet of its own: all that they know is the device. */
export function ipvlanL3Pair(family: Family): Topology {
  const pair = uplinkedPair({ type: 'ipvlan', options: 'mode l3' })(family);
  // by itself, "default" is IPv4's
  const routes = [{ to: family === 6 ? '::/0' : 'default', device: 'eth0' }];
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      pod1: { ...pair.namespaces.pod1!, routes },
      pod2: { ...pair.namespaces.pod2!, routes },
    },
    links: pair.links.map((link): Link => {
      if ('ends' in link) return link;
      return { ...link, device: inOwnSubnet(link.device) };
    }),
  };
}

/** pod2's address is of the subnet 2, as pod1's is of 1. */
function inOwnSubnet(device: Device): Device {
  if (device.namespace !== 'pod2') return device;
  const addresses = device.addresses.map((a) => a.replace(/(244[.:])1/, '$12'));
  return { ...device, addresses };
}
