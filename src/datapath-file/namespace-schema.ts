import type {
  Ipvs,
  Namespace,
  Neighbour,
  OvsDatapath,
  Route,
  TunnelEnd,
  Wireguard,
} from '../datapaths/namespace.ts';
import { fieldsOf, list, maybe, meaning, named, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import { address, deviceName, mac, oneLine, placeName, sysctls, text } from './field-forms.ts';

const route = fieldsOf<Route>()({
  to: meaning('default, an address or a prefix', oneLine),
  via: maybe(address),
  device: deviceName,
  onlink: maybe(meaning("the next hop is there, whatever the device's addresses are", z.boolean())),
});

const neighbour = fieldsOf<Neighbour>()({ address, mac, device: deviceName });

const tunnelEnd = fieldsOf<TunnelEnd>()({
  mac,
  device: deviceName,
  remote: maybe(
    meaning("the node at the tunnel's other end; none where the device is a port", address),
  ),
});

const ipvs = fieldsOf<Ipvs>()({
  servers: meaning('lines for ipvsadm --restore', list(oneLine)),
  sysctls,
});

const wireguard = fieldsOf<Wireguard>()({
  device: deviceName,
  config: meaning('keys and peers, as wg setconf reads them', text),
});

const openvswitch = fieldsOf<OvsDatapath>()({
  name: deviceName,
  ports: meaning('devices that are its ports: 1, 2, ...', z.array(deviceName)),
  flows: meaning(
    'as ovs-dpctl add-flow has them',
    z.array(z.strictObject({ match: oneLine, actions: oneLine })),
  ),
});

export const namespace = named(
  'Namespace',
  fieldsOf<Namespace>()({
    role: wordsOf<Namespace['role']>({
      node: 'a node of the cluster',
      pod: 'a pod',
      network: 'a switch or router between the nodes',
    }),
    node: maybe(meaning('the node that a pod is on', placeName)),
    sysctls,
    routes: list(route),
    neighbours: meaning('permanent, in place of ARP or neighbour discovery', list(neighbour)),
    fdb: maybe(
      meaning(
        'which tunnel end, or by which port of a bridge, a frame for a MAC address goes to',
        z.array(tunnelEnd),
      ),
    ),
    nftables: maybe(meaning('an nftables rule set, loaded as it stands', text)),
    iptables: maybe(meaning('rules for iptables-restore, ip6tables-restore over IPv6', text)),
    ipvs: maybe(ipvs),
    wireguard: maybe(wireguard),
    openvswitch: maybe(meaning('a datapath of Open vSwitch in the kernel', openvswitch)),
  }),
);
