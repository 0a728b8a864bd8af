import type { Command, Device, Family, Link, Topology } from '../topology.ts';
import { nodePair, PLAN } from './node-pair.ts';
import { ptpPod } from './ptp-pod.ts';
import { leadingBy, nodeTaps, wireOf } from './rewired.ts';
import { podSysctls } from './sysctls.ts';

const BOND = 'bond0';
const SLAVES = ['eth1', 'eth2'] as const;
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
    const slave = (name: string, n: number): Device => ({
      ...{ namespace: 'node1', name, mac: `02:00:00:00:51:0${n}`, addresses: [], master: BOND },
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
        ...SLAVES.map(
          (name, i): Link => ({
            ...{ kind: 'veth', ends: [slave(name, i + 1), port(i + 1)] },
          }),
        ),
        { kind: 'veth', ends: [two, port(3)] },
        ...others,
      ],
      taps: pair.taps.flatMap((tap) =>
        tap.name === 'node1/eth0' ? nodeTaps('node1', [BOND, ...SLAVES]) : [tap],
      ),
      conditions: [...SLAVES.map(isUp), reaches(PLAN[family].node(2), family)],
    };
  };
}

/** The bond with a backup, and in mid-probe the switch takes the port of the active wire down. */
export function failingOverPair(family: Family): Topology {
  const pair = bondedPair('mode active-backup miimon 10')(family);
  const [first, second] = SLAVES;
  return {
    ...pair,
    conditions: [isActive(first), ...(pair.conditions ?? [])],
    incident: {
      act: { namespace: SWITCH, argv: ['ip', 'link', 'set', 'port1', 'down'] },
      effect: isActive(second),
    },
  };
}

/** So that the switch knows by which port the other node is, and sends no copy to the backup. */
function reaches(address: string, family: Family): Command {
  return { namespace: 'node1', argv: ['ping', `-${family}`, '-nq', '-c1', '-W1', address] };
}

function isUp(slave: string): Command {
  return bondSays(`Slave Interface: ${slave}\\nMII Status: up`);
}

function isActive(slave: string): Command {
  return bondSays(`Currently Active Slave: ${slave}\\n`);
}

function bondSays(pattern: string): Command {
  return { namespace: 'node1', argv: ['grep', '-qPz', pattern, `/proc/net/bonding/${BOND}`] };
}
