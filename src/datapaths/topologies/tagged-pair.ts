import type { Device, Link } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { nodePair } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { leadingBy, nodeTaps, wireOf } from './rewired.ts';

const VLAN_ID = 10;
const TAGGED = `eth0.${VLAN_ID}`;

/** Two nodes whose addresses are on a VLAN of the wire between them. */
export function taggedPair(family: Family): Topology {
  const pair = nodePair(undefined, ptpPod)(family);
  const { wire, others } = wireOf(pair);
  const { node1, node2 } = pair.namespaces;
  const bare = ({ ...device }: Device): Device => ({ ...device, addresses: [] });
  const tagged = (eth0: Device): Link => ({
    ...{ kind: 'device', type: 'vlan', device: { ...eth0, name: TAGGED } },
    lower: { namespace: eth0.namespace, name: eth0.name },
    options: `id ${VLAN_ID}`,
  });
  const [one, two] = wire.ends;
  return {
    ...pair,
    namespaces: {
      ...pair.namespaces,
      node1: leadingBy(TAGGED, node1!),
      node2: leadingBy(TAGGED, node2!),
    },
    links: [{ kind: 'veth', ends: [bare(one), bare(two)] }, ...others, tagged(one), tagged(two)],
    taps: pair.taps.flatMap((tap) => {
      if (tap.device !== 'eth0' || tap.namespace.startsWith('pod')) return [tap];
      const taps = nodeTaps(tap.namespace, [TAGGED, 'eth0']);
      return tap.namespace === 'node1' ? taps : taps.toReversed();
    }),
  };
}
