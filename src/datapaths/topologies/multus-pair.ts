import type { Device, Link } from '../link.ts';
import type { Family, TapPoint, Topology } from '../topology.ts';
import { bridgedPair } from './bridged-pair.ts';

const NET1 = 'net1';
/** What a second network has in the place of what the first has. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ cni0: 'br-net', veth1: 'net1veth1', veth2: 'net1veth2' },
};
const TAPS: Readonly<Record<string, string>> = {
  ...{ 'node1/cni0': 'node1/br-net', 'pod1/lxc': 'pod1/net1-lxc', 'pod2/lxc': 'pod2/net1-lxc' },
};

/**
 * Two pods of one node with two networks each, as multus attaches them: eth0 by the cluster's own CNI,
 * over the bridge cni0; net1 by a second one. The probe goes by net1.
 * @param second two pods of one node with one network each, which becomes net1
 */
export function multusPair(second: (family: Family) => Topology): (family: Family) => Topology {
  return (family) => {
    const [first, net1] = [bridgedPair(family), second(family)];
    // a host on the wire is none of the cluster's: it cannot be tapped there, and what goes to it passes the node
    const isOfCluster = ({ namespace }: TapPoint) => net1.namespaces[namespace]!.role !== 'network';
    const [start, ...way] = net1.taps.filter(isOfCluster).map(tapOfNet1);
    const end = way.pop()!;
    const silent = first.taps.map(silentByEth0);
    const atPod2 = silent.filter(({ name }) => name.startsWith('pod2/'));
    const before = silent.filter((tap) => !atPod2.includes(tap));
    return {
      ...first,
      namespaces: { ...net1.namespaces, ...first.namespaces },
      links: [...first.links, ...net1.links.map(linkOfNet1)],
      taps: [start!, ...before, ...way, ...atPod2, end],
      probe: { from: 'pod1', to: 'pod2', device: NET1 },
    };
  };
}

/** What the probe leaves silent is shown to work by a ping between the pods' eth0. */
function silentByEth0(tap: TapPoint): TapPoint {
  return { ...tap, canary: tap.canary ?? { from: 'pod1', to: 'pod2' } };
}

function tapOfNet1({ canary, ...tap }: TapPoint): TapPoint {
  const device = nameOf(tap.namespace, tap.device);
  const name = TAPS[tap.name] ?? `${tap.namespace}/${device}`;
  const toPod = canary?.to.startsWith('pod') && { device: NET1 };
  return { ...tap, name, device, ...(canary && { canary: { ...canary, ...toPod } }) };
}

function linkOfNet1(link: Link): Link {
  if (!('ends' in link)) return { ...link, device: deviceOfNet1(link.device) };
  const [one, other] = link.ends;
  return { ...link, ends: [deviceOfNet1(one), deviceOfNet1(other)] };
}

/** In a subnet of its own. */
function deviceOfNet1(device: Device): Device {
  return {
    ...device,
    name: nameOf(device.namespace, device.name),
    mac: device.mac.replace(/^02:00:00:00/, '02:00:00:01'),
    addresses: device.addresses.map((a) => a.replace(/^(fd00:)?10([.:])244/, '$110$256')),
    ...(device.master && { master: nameOf(device.namespace, device.master) }),
  };
}

function nameOf(namespace: string, device: string): string {
  return namespace.startsWith('pod') ? NET1 : (NAMES[device] ?? device);
}
