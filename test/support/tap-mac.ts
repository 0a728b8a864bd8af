import { devices, type TapPoint, type Topology } from '../../src/datapaths/topology.ts';

/** The MAC address of a tap's device, as the topology has it. */
export function tapMac(topology: Topology, tap: TapPoint): string | null {
  const device = devices(topology).find(
    (d) => d.namespace === tap.namespace && d.name === tap.device,
  );
  return device?.mac ?? null;
}
