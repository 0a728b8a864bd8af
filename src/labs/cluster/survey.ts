import { LabError } from '../../errors.ts';
import type { Node } from '../../kubernetes/node.ts';
import type { Pod } from '../../kubernetes/pod.ts';
import { type Interface, interfaceTable, withAddress } from './interface-table.ts';
import { podProcesses } from './pod-process.ts';
import type { NodeAccess } from './reach/node-access.ts';
import type { NodeSite, PodSite } from './site.ts';

/** Looks a node's devices up. @throws LabError E_LAB_BROKEN, CommandError */
export async function surveyNode(node: Node, access: NodeAccess): Promise<NodeSite> {
  const interfaces = await interfaceTable(access.net);
  const wire = node.internalAddresses
    .map((address) => withAddress(interfaces, address))
    .find((device) => device !== undefined);
  if (wire) return { node, access, interfaces, wire };
  throw new LabError('E_LAB_BROKEN', {
    message: `no device of the node ${node.name} has its address`,
    why: `the API server says ${node.internalAddresses.join(', ')}, the devices have ${interfaces.flatMap((d) => d.addresses).join(', ')}`,
    mend: `kubectl get node ${node.name} -o wide`,
  });
}

/** Finds for each pod of a node its process, its own device and the host side. @throws LabError E_LAB_BROKEN, E_POD */
export async function surveyPods(site: NodeSite, pods: readonly Pod[]): Promise<PodSite[]> {
  const processes = await podProcesses(
    site.access.outside,
    pods.map((pod) => pod.uid),
  );
  return Promise.all(
    pods.map(async (pod) => {
      const pid = processes.get(pod.uid);
      if (pid === undefined) throw notRunning(pod, `no process of it was found on ${pod.node}`);
      const runner = site.access.enter(pid);
      const table = await interfaceTable(runner);
      const eth0 = pod.addresses.map((a) => withAddress(table, a)).find((d) => d !== undefined);
      if (!eth0) throw notRunning(pod, `none of its devices has ${pod.addresses.join(' or ')}`);
      return { pod, node: site, pid, runner, eth0, ...hostSide(pod, eth0, site) };
    }),
  );
}

/** Devices that are one end of a pair. To others link_index is what they stand on: the node's own wire, say. */
const PAIRS: readonly (string | null)[] = ['veth', 'netkit'];

/** By link_index, which veth and netkit tell, and every CNI that uses them therefore too. */
function hostSide(pod: Pod, eth0: Interface, { interfaces, node }: NodeSite) {
  const peer = PAIRS.includes(eth0.kind) ? eth0.peer : null;
  const host = interfaces.find((device) => device.ifindex === peer);
  if (!host) {
    throw notRunning(
      pod,
      peer === null
        ? `its ${eth0.name} has no other end (${eth0.kind ?? 'a plain device'})`
        : `no device of ${node.name} has the ifindex ${peer}, which ${eth0.name} has as its other end`,
    );
  }
  return { host, bridge: interfaces.find((device) => device.name === host.master) ?? null };
}

function notRunning({ namespace, name }: Pod, why: string): LabError {
  return new LabError('E_LAB_BROKEN', {
    message: `the devices of the pod ${namespace}/${name} could not be found`,
    why,
    mend: `kubectl -n ${namespace} get pod ${name} -o wide`,
  });
}
