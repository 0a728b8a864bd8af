import { endpointDevice } from '../cni/cilium/endpoint-device.ts';
import { contains } from '../cni/prefix.ts';
import { byHand, deviceWord } from './by-hand.ts';
import { inAgent } from './cni-facts.ts';
import { concerningRules } from './concerning-rules.ts';
import { type DeviceFacts, isPair } from './device-facts.ts';
import { entriesOf } from './fdb.ts';
import type { PodFacts } from './gather-pod.ts';
import type { Found, HookProgram, HostSide, PodMap, PodPage } from './inspection.ts';
import { type Neighbour, neighboursOf } from './neighbours.ts';
import { networkNamespace } from './network-namespace.ts';
import { type NodeRoute, routesOf } from './node-routes.ts';
import { showNeighbours, showRoutesTo } from './pod-commands.ts';
import { podInside } from './pod-inside.ts';
import { podMap } from './pod-map.ts';
import type { NamedRules } from './rule-names.ts';
import { showFirewall } from './show-firewall.ts';
import { programsOn, type Shown } from './shown.ts';
import { parseSocketPrograms } from './socket-programs.ts';
import { virtualServersOf } from './virtual-servers.ts';

type ShownPod = Shown & {
  readonly neighbours: readonly Neighbour[];
  readonly rules: NamedRules;
};

/** How a pod hangs on its node. Pure. */
export function podPage(pod: PodFacts, shown: ShownPod): PodPage {
  const { namespace, name, addresses, runner } = pod.source;
  const { own } = pod;
  const host = own && hostSide(pod, own, shown);
  const alone = host?.relation === 'other end' ? host : null;
  return {
    ...{ namespace, name, addresses, trouble: troubleOf(pod, host) },
    netns: runner && networkNamespace(runner, netnsName(pod, host, shown), pod.netns),
    own: own && { command: ownCommand(pod, own), ...own },
    host,
    map: own && isPair(own) && !pod.source.astray ? mapOf(pod, own, host, shown) : null,
    programs: host && { ...programsOn(host, shown), complete: shown.programs.blind === null },
    routes: routesPart(addresses, alone, shown),
    neighbours: neighboursPart(addresses, alone, shown),
    fdb: own && host?.master ? fdbOf(own, host, shown) : null,
    firewall: firewallOf({ addresses, device: alone?.name ?? null }, shown),
    services: servicesOf(addresses, shown),
    sockets: socketsOf(pod),
    inside: runner && pod.tables.devices !== null ? podInside(pod, runner, shown) : null,
  };
}

/** The device is asked for only where it has more than what leads to the addresses. */
function routesPart(addresses: readonly string[], alone: DeviceFacts | null, shown: Shown) {
  const found = routesOf(shown.routes, addresses, alone?.name ?? null);
  const leads = ({ destination }: NodeRoute) =>
    addresses.some((address) => contains(destination, address) !== null);
  const device = found.every(leads) || !alone ? null : deviceWord(alone);
  return { command: byHand(shown.source.net, ...showRoutesTo(addresses, device)), found };
}

function neighboursPart(addresses: readonly string[], alone: DeviceFacts | null, shown: ShownPod) {
  const found = neighboursOf(shown.neighbours, addresses, alone?.name ?? null);
  const known = found.every(({ address }) => addresses.includes(address));
  const device = known || !alone ? null : deviceWord(alone);
  return { command: byHand(shown.source.net, ...showNeighbours(addresses, device)), found };
}

/** The node may know it by a name that its runtime gave it. */
function netnsName({ source }: PodFacts, host: HostSide | null, { namespaces }: Shown) {
  if (source.netnsName !== null || host?.linkNetnsid == null) return source.netnsName;
  return namespaces.find(({ nsid }) => nsid === host.linkNetnsid)?.name ?? null;
}

function hostSide({ source: pod }: PodFacts, own: DeviceFacts, shown: Shown): HostSide | null {
  const { facts, source } = shown;
  const device = facts.devices.find((d) => d.ifindex === own.linkIndex);
  if (!device || pod.astray) return null;
  const command = byHand(source.net, ['ip', '-d', '-s', 'addr', 'show', 'dev', deviceWord(device)]);
  return { command, ...device, relation: isPair(own) ? 'other end' : 'below' };
}

function ownCommand({ source }: PodFacts, own: DeviceFacts): string {
  return byHand(source.runner!, ['ip', '-d', '-s', 'addr', 'show', 'dev', deviceWord(own)]);
}

function mapOf(pod: PodFacts, own: DeviceFacts, host: HostSide | null, shown: Shown): PodMap {
  const { agent, around, source, facts } = shown;
  const { namespace, name } = pod.source;
  const list = agent?.endpoints ?? null;
  return podMap({
    ...{ own, devices: facts.devices },
    ethtool: { ...pod.ethtool, command: byHand(pod.source.runner!, ['ethtool', '-S', own.name]) },
    endpoints: list === null || namespace === null ? null : endpoint(list, namespace),
    commands: { own: ownCommand(pod, own), host: host?.command ?? '' },
  });

  function endpoint(endpoints: string, namespace: string) {
    const command = inAgent(around, source.name, ['cilium-dbg', 'endpoint', 'list', '-o', 'json']);
    return { found: endpointDevice(endpoints, namespace, name), command };
  }
}

function fdbOf(own: DeviceFacts, host: HostSide, { source, fdb }: Shown): PodPage['fdb'] {
  if (fdb === null) return null;
  const command = byHand(source.net, ['bridge', 'fdb', 'show', 'dev', deviceWord(host)]);
  return { command, found: entriesOf(fdb, own.mac, host.name) };
}

function firewallOf(
  names: Parameters<typeof concerningRules>[1],
  { source, facts, rules }: ShownPod,
): PodPage['firewall'] {
  if (facts.nft.text === null && facts.iptables.text === null) return null;
  const found = concerningRules(rules, names);
  return { command: showFirewall(source, found), found };
}

function servicesOf(addresses: readonly string[], { source, facts }: Shown): PodPage['services'] {
  if (facts.ipvs === null) return null;
  const { text, by } = facts.ipvs;
  const command = by === 'ipvsadm' ? ['ipvsadm', '-Ln'] : ['cat', '/proc/net/ip_vs'];
  return {
    command: byHand(source.net, command as [string, ...string[]]),
    found: virtualServersOf(text, addresses),
  };
}

function socketsOf({ source, sockets }: PodFacts): Found<HookProgram> | null {
  if (!source.sockets || sockets.cgroup === null || sockets.text === null) return null;
  const argv = ['bpftool', 'cgroup', 'show', sockets.cgroup, 'effective'] as const;
  return { command: byHand(source.sockets.place, argv), found: parseSocketPrograms(sockets.text) };
}

function troubleOf({ source, devices, own }: PodFacts, host: HostSide | null): string | null {
  if (source.trouble) return source.trouble;
  if (devices.length === 0) return 'ip did not answer in its network namespace';
  if (source.astray) return source.astray;
  if (!own) return `none of its devices has ${source.addresses.join(' or ') || 'an address'}`;
  if (host) return null;
  if (own.linkIndex !== null) {
    return `${own.name} has ${own.linkIndex} as its other end: no device of the node has this ifindex`;
  }
  return `${own.name} (${own.kind ?? 'a network card'}) has no other end on the node`;
}
