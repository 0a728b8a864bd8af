import { devices } from '../datapaths/topology.ts';
import { cgroupPath } from '../host/cgroup.ts';
import { localRunner } from '../host/local-runner.ts';
import { netnsRunner } from '../host/netns-runner.ts';
import { requireLabHost } from '../host/preflight.ts';
import { LAB_TOOLS } from '../host/tools.ts';
import type { Lab } from '../labs/lab.ts';
import type { NetnsRecord } from '../labs/lab-record.ts';
import { openLab } from '../labs/netns/acquire-lab.ts';
import { hasCgroup } from '../labs/netns/plan.ts';
import type { NodeSource, OpenLab, PodSource, SocketSource } from './node-source.ts';

/** An embedded lab that is up. @throws LabError */
export async function openNetnsSource(record: NetnsRecord): Promise<OpenLab> {
  requireLabHost(LAB_TOOLS, 'inspect');
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
    ...{ name, way: 'netns', kernel: null, net: runnerIn(lab, name), inside: null },
    ...{ addresses: addressesOf(lab, name, 'eth0'), netnsName: lab.namespace(name) },
    pods: pods.map(([pod]) => podSource(pod, lab)),
    ...{ conflists: null, madeBy: `the embedded lab of ${lab.datapath}` },
  };
}

function podSource(name: string, lab: Lab): PodSource {
  return {
    ...{ namespace: null, name, addresses: addressesOf(lab, name), runner: runnerIn(lab, name) },
    ...{
      netnsName: lab.namespace(name),
      device: null,
      trouble: null,
      astray: null,
      sockets: socketsOf(lab, name),
    },
  };
}

/** Not the lab's own runner: that joins the pod's cgroup, which nothing is to be seen of. */
function runnerIn(lab: Lab, place: string) {
  return netnsRunner(localRunner, lab.namespace(place));
}

/** Few pods have a cgroup: those that programs on sockets are for. */
function socketsOf(lab: Lab, place: string): SocketSource | null {
  if (!hasCgroup(lab.topology, place)) return null;
  return { place: localRunner, cgroup: async () => cgroupPath(lab.namespace(place)) };
}

/** Without prefix length. */
function addressesOf({ topology }: Lab, namespace: string, device?: string): string[] {
  return devices(topology)
    .filter((d) => d.namespace === namespace && (device === undefined || d.name === device))
    .flatMap((d) => d.addresses.map((address) => address.split('/')[0]!));
}
