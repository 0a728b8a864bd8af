import { hostname } from 'node:os';
import { localRunner } from '../host/local-runner.ts';
import { netnsId, netnsNames, processNetnsId } from '../host/netns.ts';
import { netnsRunner } from '../host/netns-runner.ts';
import { requireLabHost } from '../host/preflight.ts';
import type { Runner } from '../host/runner.ts';
import { kernelRelease } from '../host/tool-versions.ts';
import { readConflists } from '../labs/cluster/node-facts.ts';
import { cgroupOf } from '../labs/cluster/pod-cgroup.ts';
import { pooled } from '../pooled.ts';
import { ask } from './ask.ts';
import { type ChosenPlace, chosenPlaces } from './chosen-places.ts';
import { type DeviceFacts, parseDeviceFacts } from './device-facts.ts';
import { parseNetnsIds } from './netns-ids.ts';
import { type NodeRoute, parseNodeRoutes } from './node-routes.ts';
import type { NodeSource, OpenLab, PodSource } from './node-source.ts';
import { findPeer, type SearchedPlace } from './peer-search.ts';
import type { PlaceChoice } from './place-choice.ts';
import { isTunnel } from './tunnel.ts';

/** A network namespace that a host side may be in: this process' own, or one with a name. */
interface Candidate extends SearchedPlace {
  readonly id: string;
  readonly runner: Runner;
  /** Of the devices that default routes lead by: how others know it. */
  readonly addresses: readonly string[];
}

const AT_ONCE = 16;

/**
 * Namespaces that cni-lab did not make, each on the page of the namespace where its host side was found.
 * @throws LabError E_NO_SUCH_NETNS, E_DOCKER, E_TOOL_MISSING, E_NOT_LINUX, E_NOT_ROOT
 */
export async function openForeignSource(
  choice: PlaceChoice,
  signal: AbortSignal,
): Promise<OpenLab> {
  requireLabHost(['ip', 'nsenter'], 'inspect');
  const chosen = await chosenPlaces(choice);
  const names = new Map(netnsNames().map((name) => [netnsId(name) ?? '', name]));
  const candidates = await everyCandidate(names, signal);
  const [here] = candidates;
  const placed = await pooled(chosen, AT_ONCE, async (place) => {
    const known = candidates.find(({ id }) => id === place.id);
    const looked = known ?? (await lookAt(place.runner, place.id, names, signal));
    return placedOn(place, looked, candidates);
  });
  const hosts = [...new Set(placed.map(({ host }) => host))];
  const nodes = hosts.map((host) =>
    nodeOf(
      host,
      placed.filter((one) => one.host === host),
      host === here,
    ),
  );
  return {
    ...{ lab: null, backend: null, cluster: null, nodes: await Promise.all(nodes) },
    close: async () => {},
  };
}

/** This process' own first, then all that have a name. @param names by id */
async function everyCandidate(
  names: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<[Candidate, ...Candidate[]]> {
  const hereId = processNetnsId('self') ?? '';
  const others = [...names].filter(([id]) => id !== hereId && id !== '');
  const [here, named] = await Promise.all([
    lookAt(localRunner, hereId, names, signal),
    pooled(others, AT_ONCE, ([id, name]) =>
      lookAt(netnsRunner(localRunner, name), id, names, signal),
    ),
  ]);
  return [here, ...named];
}

/** A place that was asked for, as a pod of the namespace where its host side is. */
interface Placed {
  readonly host: Candidate;
  /** ifindex of that host side. */
  readonly hostDevice: number | null;
  readonly pod: PodSource;
}

function placedOn(
  place: ChosenPlace,
  looked: Candidate,
  candidates: readonly [Candidate, ...Candidate[]],
): Placed {
  const [here] = candidates;
  const own = ownEnd(looked.devices);
  const others = candidates.filter(({ id }) => id !== place.id);
  const peer = own && findPeer(own, looked, others);
  const shared = place.id === here.id ? 'it shares the network namespace of this host' : null;
  const astray = shared ?? (peer ? peer.unknown : 'none of its devices leads out of it');
  const pod = podSource(place, looked, own, { astray, shared });
  return { host: peer?.place ?? here, hostDevice: own?.linkIndex ?? null, pod };
}

/** Addresses of host sides are those of its pods' gateways, not its own. */
function nodeOf(host: Candidate, hung: readonly Placed[], isHere: boolean): Promise<NodeSource> {
  const isHostSide = ({ ifindex }: DeviceFacts) =>
    hung.some(({ hostDevice, pod }) => pod.astray === null && hostDevice === ifindex);
  const ofPods = host.devices.filter(isHostSide).flatMap(globalAddresses);
  const addresses = host.addresses.filter((address) => !ofPods.includes(address));
  const pods = hung.map(({ pod }) => pod);
  return nodeSource({ ...host, addresses }, pods, isHere);
}

async function lookAt(
  runner: Runner,
  id: string,
  names: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Candidate> {
  const [devices, netnsIds, routes] = await Promise.all([
    ask(runner, ['ip', '-j', '-d', '-s', 'addr', 'show'], { signal }),
    ask(runner, ['ip', '-j', 'netns', 'list-id'], { signal }),
    ask(runner, ['ip', '-j', '-d', 'route', 'show', 'table', 'all'], { signal }),
  ]);
  const found = parseDeviceFacts(devices.text);
  return {
    ...{ id, runner, name: names.get(id) ?? null, devices: found },
    netnsIds: parseNetnsIds(netnsIds.text),
    addresses: wires(found, parseNodeRoutes(routes.text)).flatMap(globalAddresses),
  };
}

/** The devices that default routes lead by; where there are none, those with addresses that may lead out. */
function wires(devices: readonly DeviceFacts[], routes: readonly NodeRoute[]): DeviceFacts[] {
  const defaults = routes.filter(
    ({ destination, table }) => destination === 'default' && table === 'main',
  );
  const found = devices.filter(({ name }) => defaults.some(({ device }) => device === name));
  if (found.length > 0) return found;
  return devices.filter(({ kind, name }) => name !== 'lo' && kind !== 'bridge' && !isTunnel(kind));
}

/** The device that leads out of it: one that has an address before others. */
function ownEnd(devices: readonly DeviceFacts[]): DeviceFacts | null {
  const outward = devices.filter(
    ({ linkIndex, linkNetnsid }) => linkIndex !== null && linkNetnsid !== null,
  );
  return outward.find((device) => globalAddresses(device).length > 0) ?? outward[0] ?? null;
}

function podSource(
  { title, runner, pid }: ChosenPlace,
  { devices, name }: Candidate,
  own: DeviceFacts | null,
  { astray, shared }: { astray: string | null; shared: string | null },
): PodSource {
  const addressed = own && globalAddresses(own).length > 0 ? [own] : devices;
  return {
    ...{ namespace: null, name: title, netnsName: name, runner: shared ? null : runner },
    ...{ trouble: shared, astray, device: own?.name ?? null },
    ...{ addresses: addressed.flatMap(globalAddresses) },
    sockets: pid === null ? null : { place: localRunner, cgroup: () => cgroupOf(localRunner, pid) },
  };
}

/** Without prefix length, and without those that every device has. */
function globalAddresses({ addresses }: DeviceFacts): string[] {
  return addresses
    .map((address) => address.split('/')[0]!)
    .filter((address) => !/^(127\.|fe80:|::1$)/.test(address));
}

async function nodeSource(
  { name, runner, addresses }: Candidate,
  pods: readonly PodSource[],
  isHere: boolean,
): Promise<NodeSource> {
  const files = isHere ? await readConflists(localRunner) : [];
  return {
    ...{ name: isHere ? hostname() : (name ?? ''), way: isHere ? 'here' : 'netns' },
    ...{
      addresses,
      netnsName: name,
      kernel: kernelRelease(),
      net: runner,
      inside: isHere ? localRunner : null,
      pods,
    },
    ...{ conflists: files.length > 0 ? async () => files : null },
    madeBy: 'not made by cni-lab, and there is no CNI configuration here',
  };
}
