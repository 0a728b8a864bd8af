import type { Device, Link } from '../link.ts';
import type { Family, Topology } from '../topology.ts';
import { BOND, isUp, SLAVES, slaveOf } from './bond.ts';
import { nodePair } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { leadingBy, nodeTaps, wireOf } from './rewired.ts';

const NODES = ['node1', 'node2'] as const;

/**
 * Two nodes joined by two wires, of which each node's bond makes one.
 * @param options of the bonds: `mode balance-rr miimon 10`
 */
export function facingBonds(options: string): (family: Family) => Topology {
  return (family) => {
    const pair = nodePair(undefined, ptpPod)(family);
    const { wire, others } = wireOf(pair);
    const bond = (device: Device): Link => ({
      ...{ kind: 'device', type: 'bond', device: { ...device, name: BOND }, options },
    });
    const [one, two] = NODES;
    const { node1, node2 } = pair.namespaces;
    return {
      ...pair,
      namespaces: {
        ...pair.namespaces,
        node1: leadingBy(BOND, node1!),
        node2: leadingBy(BOND, node2!),
      },
      links: [
        ...wire.ends.map(bond),
        ...SLAVES.map((_, i): Link => ({ kind: 'veth', ends: [slaveOf(one, i), slaveOf(two, i)] })),
        ...others,
      ],
      taps: pair.taps.flatMap((tap) => {
        if (tap.name === 'node1/eth0') return nodeTaps(one, [BOND, ...SLAVES]);
        return tap.name === 'node2/eth0' ? nodeTaps(two, [...SLAVES, BOND]) : [tap];
      }),
      conditions: NODES.flatMap((node) => SLAVES.map((slave) => isUp(node, slave))),
    };
  };
}
