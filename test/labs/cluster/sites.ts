import { readFileSync } from 'node:fs';
import type { Runner } from '../../../src/host/runner.ts';
import type { Node } from '../../../src/kubernetes/node.ts';
import type { Pod } from '../../../src/kubernetes/pod.ts';
import { type Interface, parseInterfaces } from '../../../src/labs/cluster/interface-table.ts';
import type { NodeAccess } from '../../../src/labs/cluster/reach/node-access.ts';
import type { NodeSite, PodSite } from '../../../src/labs/cluster/site.ts';
import { FakeRunner } from './fake-runner.ts';

/** `ip -j -d addr show` in a namespace with a bridge, a VXLAN device and two veth pairs, and in those they lead to. */
export type RecordedPlace = 'node' | 'pod-a' | 'pod-b' | 'netkit-node' | 'netkit-pod';

export function recorded(place: RecordedPlace): string {
  return readFileSync(new URL(`recordings/${place}.json`, import.meta.url), 'utf8');
}

export function node(name: string, fields: Partial<Node> = {}): Node {
  return {
    ...{ name, ready: true, notReadyBecause: '', kernel: '6.18', bootId: 'boot-1' },
    ...{ runtime: 'containerd://2.1.3', internalAddresses: ['172.18.0.3'], podCIDRs: [] },
    ...{ taints: [], unschedulable: false, allocatable: { pods: 110, cpu: '4' }, labels: {} },
    images: [],
    ...fields,
  };
}

export function pod(name: string, fields: Partial<Pod> = {}): Pod {
  return {
    ...{ namespace: 'cni-lab', name, uid: `uid-of-${name}`, node: 'worker', phase: 'Running' },
    ...{ addresses: ['10.244.1.2'], ready: true, hostNetwork: false, labels: {}, reason: '' },
    ...{ message: '', conditions: [], containerStatuses: [], wantedNode: null, owner: null },
    deletionTimestamp: null,
    ...fields,
  };
}

const SILENT: Runner = new FakeRunner(() => undefined);

export function access(fields: Partial<NodeAccess> = {}): NodeAccess {
  return {
    ...{ node: 'worker', way: 'nsenter', outside: SILENT, net: SILENT, inside: SILENT },
    enter: () => SILENT,
    close: async () => {},
    ...fields,
  };
}

/** The recorded node. */
export function nodeSite(name = 'worker', fields: Partial<NodeSite> = {}): NodeSite {
  const interfaces = fields.interfaces ?? parseInterfaces(recorded('node'));
  const wire = deviceOf(interfaces, 'eth0');
  return { node: node(name), access: access({ node: name }), interfaces, wire, ...fields };
}

/** Pod a hangs on the bridge, pod b on a routed device. */
export function podSite(which: 'a' | 'b', site: NodeSite, fields: Partial<PodSite> = {}): PodSite {
  const eth0 = deviceOf(parseInterfaces(recorded(`pod-${which}`)), 'eth0');
  const host = site.interfaces.find((device) => device.ifindex === eth0.peer)!;
  const addresses = { a: ['10.244.1.2', 'fd00:10:244:1::2'], b: ['10.244.1.3'] }[which];
  return {
    pod: pod(`pod-${which}`, { node: site.node.name, addresses }),
    ...{ node: site, pid: 4711, runner: SILENT, eth0, host },
    bridge: site.interfaces.find((device) => device.name === host.master) ?? null,
    ...fields,
  };
}

export function deviceOf(table: readonly Interface[], name: string): Interface {
  const found = table.find((device) => device.name === name);
  if (!found) throw new Error(`no ${name} was recorded`);
  return found;
}

/** A node without what a CNI adds: its wire alone, with another address. */
export function otherNode(address: string, prefix: number, name = 'other'): NodeSite {
  const wire: Interface = {
    ...deviceOf(parseInterfaces(recorded('node')), 'eth0'),
    addresses: [`${address}/${prefix}`],
    mac: '02:42:ac:12:00:04',
  };
  const { interfaces } = nodeSite();
  return nodeSite(name, {
    node: node(name, { internalAddresses: [address] }),
    interfaces: [wire, ...interfaces.filter((d) => d.kind === 'veth' && d.name !== 'eth0')],
    wire,
  });
}
