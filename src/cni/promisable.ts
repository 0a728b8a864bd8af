import type { CiliumMode } from './cilium/mode.ts';
import { otherDatapaths } from './cilium/other-datapaths.ts';
import { ciliumPromise } from './cilium/promise.ts';
import { CNI_NAMES } from './cni-name.ts';
import { acrossNodes, withinNode } from './datapath-names.ts';
import { ENCAPSULATIONS, type NodeHop } from './node-hop.ts';
import { serviceDatapaths } from './service-datapaths.ts';

/** The names of all datapaths that some live cluster would promise; the catalogue has not all of them. Pure. */
export function promisableDatapaths(): ReadonlySet<string> {
  const podToPod = [...ofCilium(), ...ofOthers()];
  const services = MODES.flatMap((kubeProxy) =>
    [true, false].flatMap((bridgeNetfilter) =>
      serviceDatapaths(podToPod, { kubeProxy, bridgeNetfilter }),
    ),
  );
  return new Set([...podToPod, ...services]);
}

const MODES = ['iptables', 'nftables', 'ipvs'] as const;
const PATHS = [
  { way: 'bridged', device: '', bridge: '' },
  { way: 'routed', device: '' },
  { way: 'openvswitch', device: '' },
] as const;
const HOPS: Exclude<NodeHop, { way: 'unknown' }>[] = [
  { way: 'routed', gateway: '', device: '' },
  ...Object.values(ENCAPSULATIONS).map((way) => ({ way, device: '' })),
];

function ofOthers(): string[] {
  return CNI_NAMES.filter((cni) => cni !== 'cilium').flatMap((cni) =>
    PATHS.flatMap((path) => [
      ...withinNode(cni, path).names,
      ...HOPS.flatMap((hop) => acrossNodes(cni, path, hop, '').names),
    ]),
  );
}

function ofCilium(): string[] {
  return everyMode().flatMap((mode) => {
    const [near, far] = (['same-node', 'cross-node'] as const).map((placement) => {
      const promised = ciliumPromise(mode, placement);
      return 'datapath' in promised ? [promised.datapath] : [];
    }) as [string[], string[]];
    return [...near, ...far, ...near.flatMap((name) => otherDatapaths(mode, name))];
  });
}

function everyMode(): CiliumMode[] {
  return (['native', 'vxlan', 'geneve'] as const).flatMap((network) =>
    (['BPF', 'Legacy'] as const).flatMap((hostRouting) =>
      (['veth', 'netkit'] as const).flatMap((device) =>
        (['none', 'wireguard'] as const).map(
          (encryption) =>
            ({
              ...{ network, hostRouting, device, encryption },
              ...{ socketLb: true, endpointRoutes: false },
            }) as CiliumMode,
        ),
      ),
    ),
  );
}
