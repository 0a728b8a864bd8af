import { type CniName, makerOf, OWN_PLUGINS } from './cni-name.ts';
import { type CniConfig, readConflists } from './conflist.ts';
import { type Device, parseDevices } from './devices.ts';
import type { LiveNode, LivePod } from './live-node.ts';
import { type PodPath, podPath } from './pod-path.ts';
import { parseRoutes, type Route } from './routes.ts';

export interface DetectedCni {
  readonly cni: CniName;
  /** What speaks for it, best first, then what speaks against it. */
  readonly evidence: readonly string[];
}

/**
 * Which CNI connects a node's pods. What is live wins over what was configured: first the pod's
 * own device, then the node's, then the configuration that the container runtime uses.
 */
export function detectCni(node: LiveNode, pod: LivePod | null): DetectedCni {
  const devices = parseDevices(node.links);
  const routes = parseRoutes(node.routes);
  const path = pod ? podPath(pod, devices, routes) : null;
  const { used, bad } = readConflists(node.conflists);
  const configured = used ? configuredCni(used) : null;
  const found =
    canalOf(byPod(path, devices, configured) ?? byDevices(devices), devices, routes) ??
    (configured ? byConfig(configured) : null);
  return {
    cni: found?.cni ?? 'unknown',
    evidence: [
      ...(found?.evidence ?? ['no device and no CNI configuration tells which CNI it is']),
      ...(used ? [inWords(used)] : ['/etc/cni/net.d: no CNI configuration']),
      ...bad.map((file) => `${file}: cannot be read as a CNI configuration`),
      ...contradiction(found?.cni, configured),
    ],
  };
}

interface Configured {
  readonly cni: CniName;
  readonly file: string;
}

function configuredCni(config: CniConfig): Configured | null {
  const own = config.plugins.find((type) => Object.hasOwn(OWN_PLUGINS, type));
  const named = config.name === 'kindnet' ? 'kindnet' : null;
  const plain = config.plugins.find((type) => type === 'bridge' || type === 'ptp');
  const cni = (own ? OWN_PLUGINS[own] : null) ?? named ?? (plain as 'bridge' | 'ptp' | undefined);
  return cni ? { cni, file: config.file } : null;
}

function byPod(
  path: PodPath | null,
  devices: readonly Device[],
  configured: Configured | null,
): DetectedCni | null {
  if (!path || path.device === null) return null;
  const pods = `the pod's device ${path.device}`;
  const maker = makerOf(path.device);
  if (maker) return { cni: maker, evidence: [`${pods} is named as ${maker} names them`] };
  if (path.way === 'bridged') {
    const onBridge = `${pods} is a port of the bridge ${path.bridge}`;
    const owner = makerOf(path.bridge) ?? flannelOf(devices, configured);
    return { cni: owner ?? 'bridge', evidence: [onBridge, ...devicesOf(owner, devices)] };
  }
  if (path.way === 'routed') {
    const cni = configured?.cni === 'kindnet' ? 'kindnet' : 'ptp';
    return { cni, evidence: [`${pods} is a veth without bridge, with a route to the pod`] };
  }
  return null;
}

/** flannel lets the bridge plugin make the pod's device; with host-gw it has no device of its own. */
function flannelOf(devices: readonly Device[], configured: Configured | null): CniName | null {
  const live = devices.some((device) => makerOf(device.name) === 'flannel');
  return live || configured?.cni === 'flannel' ? 'flannel' : null;
}

/** Calico before flannel: where both have devices (Canal), the pods are Calico's. */
function byDevices(devices: readonly Device[]): DetectedCni | null {
  const order = ['cilium', 'calico', 'antrea', 'weave', 'kube-router', 'flannel'] as const;
  const cni = order.find((name) => devices.some((device) => makerOf(device.name) === name));
  return cni ? { cni, evidence: devicesOf(cni, devices) } : null;
}

/** Pods on Calico's devices, and routes over flannel's between the nodes. */
function canalOf(
  found: DetectedCni | null,
  devices: readonly Device[],
  routes: readonly Route[],
): DetectedCni | null {
  if (found?.cni !== 'calico') return found;
  const used = devices.filter(({ name }) => routes.some(({ device }) => device === name));
  const flannel = devicesOf('flannel', used).map((word) => `${word}, and routes over it`);
  return flannel.length > 0 ? { cni: 'canal', evidence: [...found.evidence, ...flannel] } : found;
}

function byConfig({ cni, file }: Configured): DetectedCni {
  return { cni, evidence: [`only ${file} says so: no device of the node does`] };
}

function devicesOf(cni: CniName | null, devices: readonly Device[]): string[] {
  return devices
    .filter((device) => cni !== null && makerOf(device.name) === cni)
    .slice(0, 4)
    .map(({ name, kind }) => `the node has ${name}${kind ? ` (${kind})` : ''}`);
}

function inWords({ file, name, plugins }: CniConfig): string {
  return `${file}: network ${name ?? 'without name'}, plugins ${plugins.join(', ')}`;
}

/** kube-router configures the bridge plugin, and canal Calico's: that is no contradiction. */
function contradiction(cni: CniName | undefined, configured: Configured | null): string[] {
  if (!configured || !cni || cni === configured.cni) return [];
  if (cni === 'kube-router' && configured.cni === 'bridge') return [];
  if (cni === 'canal' && configured.cni === 'calico') return [];
  return [`${configured.file} configures ${configured.cni}, which is not what is live`];
}
