import type { Device } from '../link.ts';
import type { Command } from '../topology.ts';

/** A node's device that is made of its wires. */
export const BOND = 'bond0';
export const SLAVES = ['eth1', 'eth2'] as const;

/** Of a node's slaves the i-th, from 0. Once it is a slave, it bears the MAC address of the bond. */
export function slaveOf(node: string, i: number): Device {
  const mac = `02:00:00:00:5${node.at(-1)}:0${i + 1}`;
  return { namespace: node, name: SLAVES[i]!, mac, addresses: [], master: BOND };
}

export function isUp(node: string, slave: string): Command {
  return bondSays(node, `Slave Interface: ${slave}\\nMII Status: up`);
}

export function isActive(node: string, slave: string): Command {
  return bondSays(node, `Currently Active Slave: ${slave}\\n`);
}

function bondSays(node: string, pattern: string): Command {
  return { namespace: node, argv: ['grep', '-qPz', pattern, `/proc/net/bonding/${BOND}`] };
}
