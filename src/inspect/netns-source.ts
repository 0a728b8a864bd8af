import { devices } from '../datapaths/topology.ts';
import { requireLabHost } from '../host/preflight.ts';
import { LAB_TOOLS } from '../host/tools.ts';
import type { Lab } from '../labs/lab.ts';
import type { NetnsRecord } from '../labs/lab-record.ts';
import { openLab } from '../labs/netns/acquire-lab.ts';
import type { NodeSource, OpenLab, PodSource } from './node-source.ts';

/** An embedded lab that is up. @throws LabError */
export async function openNetnsSource(record: NetnsRecord): Promise<OpenLab> {
  requireLabHost(LAB_TOOLS);
  const lab = await openLab(record);
  const nodes = Object.entries(lab.topology.namespaces).filter(([, { role }]) => role === 'node');
  return {
    ...{ lab: lab.name, backend: 'netns', cluster: null },
    nodes: nodes.map(([name]) => nodeSource(name, lab)),
    close: async () => {},
  };
}

function nodeSource(name: string, lab: Lab): NodeSource {
  const pods = Object.entries(lab.topology.namespaces).filter(([, { node }]) => node === name);
  return {
    ...{ name, way: 'netns', kernel: null, net: lab.runner(name), inside: null },
    addresses: addressesOf(lab, name, 'eth0'),
    pods: pods.map(([pod]) => podSource(pod, lab)),
    ...{ conflists: null, madeBy: `the embedded lab of ${lab.datapath}` },
  };
}

function podSource(name: string, lab: Lab): PodSource {
  const runner = lab.runner(name);
  return { namespace: null, name, addresses: addressesOf(lab, name), runner, trouble: null };
}

/** Without prefix length. */
function addressesOf({ topology }: Lab, namespace: string, device?: string): string[] {
  return devices(topology)
    .filter((d) => d.namespace === namespace && (device === undefined || d.name === device))
    .flatMap((d) => d.addresses.map((address) => address.split('/')[0]!));
}
