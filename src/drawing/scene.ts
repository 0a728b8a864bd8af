import { passageOf, type Topology } from '../datapaths/topology.ts';

/**
 * What drawings show of a lab: its topology without what only machines need. It stands in the run
 * document, so that a run can be drawn when its lab, and whoever wrote its datapath, are long gone.
 */
export interface Scene {
  readonly rooms: readonly Room[];
  readonly devices: readonly SceneDevice[];
  /** What enters at one end comes out at the other. */
  readonly wires: readonly (readonly [Port, Port])[];
  /** Capture points, in the order in which a request passes them. */
  readonly taps: readonly (Port & { readonly tap: string })[];
  /** Who asks whom: names of rooms. */
  readonly from: string;
  readonly to: string;
  /** The address that is asked in place of the target's own. */
  readonly service?: string;
}

/** A network namespace. */
export interface Room {
  readonly name: string;
  /** `network`: a switch or router between the nodes, or a client outside. */
  readonly role: 'node' | 'pod' | 'network';
  /** The node that a pod is on. */
  readonly node?: string;
}

/** A device, by where it is. */
export interface Port {
  readonly room: string;
  readonly device: string;
}

export interface SceneDevice extends Port {
  /** `veth`, `netkit`, `bridge`, `vxlan`, ... `nic` where only a cluster knows. */
  readonly kind: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
}

export function sceneOf(topology: Topology): Scene {
  const { from, to, service } = passageOf(topology);
  return {
    rooms: Object.entries(topology.namespaces).map(([name, { role, node }]) => ({
      ...{ name, role },
      ...(node !== undefined && { node }),
    })),
    devices: topology.links.flatMap((link) => {
      const kind = link.kind === 'device' ? link.type : link.kind === 'made' ? 'tun' : link.kind;
      const devices = 'ends' in link ? link.ends : [link.device];
      return devices.map(({ namespace, name, addresses, master }) => ({
        ...{ room: namespace, device: name, kind, addresses },
        ...(master !== undefined && { master }),
      }));
    }),
    wires: topology.links.flatMap((link): [Port, Port][] => {
      if ('ends' in link) {
        // of a NIC each function is joined to the whole
        const [first, ...others] = link.ends.map(portOf);
        return others.map((other) => [first!, other]);
      }
      if (link.kind !== 'device' || !link.lower) return [];
      return [[portOf(link.device), portOf(link.lower)]];
    }),
    taps: topology.taps.map(({ name, namespace, device }) => ({
      ...{ tap: name, room: namespace, device },
    })),
    ...{ from, to },
    ...(service !== undefined && { service }),
  };
}

function portOf({ namespace, name }: { namespace: string; name: string }): Port {
  return { room: namespace, device: name };
}
