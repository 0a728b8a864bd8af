import type { Device, Link } from '../link.ts';
import type { Command, Family, Topology } from '../topology.ts';
import { BOND, isActive, isUp, SLAVES, slaveOf } from './bond.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { leadingBy, nodeTaps, wireOf } from './rewired.ts';
import { podSysctls } from './sysctls.ts';

const NODE = 'node1';
const SWITCH = 'switch';

/**
 * Two nodes at a switch, node 1 by two wires that its bond makes one of.
 * @param options of the bond: `mode active-backup miimon 10`
 */
export function bondedPair(options: string): (family: Family) => Topology {
  return (family) => {
    const pair = nodePair(undefined, ptpPod)(family);
    const { wire, others } = wireOf(pair);
    const { node1 } = pair.namespaces;
    const [one, two] = wire.ends;
    const bridge: Device = {
      ...{ namespace: SWITCH, name: 'br0', mac: '02:00:00:00:52:09', addresses: [] },
    };
    const port = (n: number): Device => ({
      ...{ namespace: SWITCH, name: `port${n}`, mac: `02:00:00:00:52:0${n}`, addresses: [] },
      master: bridge.name,
    });
    return {
      ...pair,
      namespaces: {
        ...pair.namespaces,
        node1: leadingBy(BOND, node1!),
        [SWITCH]: { role: 'network', sysctls: podSysctls(family), routes: [], neighbours: [] },
      },
      links: [
        { kind: 'device', type: 'bond', device: { ...one, name: BOND }, options },
        { kind: 'device', type: 'bridge', device: bridge },
        ...SLAVES.map((_, i): Link => ({ kind: 'veth', ends: [slaveOf(NODE, i), port(i + 1)] })),
        { kind: 'veth', ends: [two, port(3)] },
        ...others,
      ],
      taps: pair.taps.flatMap((tap) =>
        tap.name === 'node1/eth0' ? nodeTaps(NODE, [BOND, ...SLAVES]) : [tap],
      ),
      conditions: [
        ...SLAVES.map((slave) => isUp(NODE, slave)),
        reaches(PLAN[family].node(2), family),
      ],
    };
  };
}

/** The bond with a backup, and in mid-probe the switch takes the port of the active wire down. */
export function failingOverPair(family: Family): Topology {
  const pair = bondedPair('mode active-backup miimon 10')(family);
  const [first, second] = SLAVES;
  return {
    ...pair,
    conditions: [isActive(NODE, first), ...(pair.conditions ?? [])],
    incident: {
      act: { namespace: SWITCH, argv: ['ip', 'link', 'set', 'port1', 'down'] },
      effect: isActive(NODE, second),
    },
  };
}

/** So that the switch knows by which port the other node is, and sends no copy to the backup. */
function reaches(address: string, family: Family): Command {
  return { namespace: NODE, argv: ['ping', `-${family}`, '-nq', '-c1', '-W1', address] };
}
