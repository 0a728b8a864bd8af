import { endpointDevice } from '../cni/cilium/endpoint-device.ts';
import { byHand } from './by-hand.ts';
import { inAgent } from './cni-facts.ts';
import type { DeviceFacts } from './device-facts.ts';
import type { PodFacts } from './gather.ts';
import type { HookProgram, HostSide, PodMap, PodPage } from './inspection.ts';
import { type Neighbour, neighboursOf } from './neighbours.ts';
import { routesOf } from './node-routes.ts';
import { podMap } from './pod-map.ts';
import { programsOn, type Shown } from './shown.ts';

/** Kinds of devices that are ends of pairs; others stand on a device of the node. */
const PAIRS = ['veth', 'netkit'];

type ShownPod = Shown & { readonly neighbours: readonly Neighbour[] };

/** How a pod hangs on its node. Pure. */
export function podPage(pod: PodFacts, shown: ShownPod): PodPage {
  const { namespace, name, addresses } = pod.source;
  const { net } = shown.source;
  const { own } = pod;
  const host = own && hostSide(own, shown);
  const alone = host?.relation === 'other end' ? host.name : null;
  const [address = ''] = addresses;
  return {
    ...{ namespace, name, addresses, trouble: troubleOf(pod, host) },
    own: own && { command: ownCommand(pod, own), ...own },
    host,
    map: own && isPair(own) ? mapOf(pod, own, host, shown) : null,
    programs: host && programsPart(host, shown),
    routes: {
      command: byHand(net, ['ip', 'route', 'show', 'table', 'all', 'match', address]),
      found: routesOf(shown.routes, addresses, alone),
    },
    neighbours: {
      command: byHand(net, ['ip', 'neigh', 'show', 'to', address]),
      found: neighboursOf(shown.neighbours, addresses, alone),
    },
  };
}

function programsPart(host: HostSide, shown: Shown) {
  const found = programsOn(host.ifindex, shown.programs);
  const command = programsCommand(found, host, shown);
  return { command, found, complete: shown.programs.blind === null };
}

function isPair({ kind }: DeviceFacts): boolean {
  return PAIRS.includes(kind ?? '');
}

function hostSide(own: DeviceFacts, { facts, source }: Shown): HostSide | null {
  const device = facts.devices.find((d) => d.ifindex === own.linkIndex);
  if (!device) return null;
  const command = byHand(source.net, ['ip', '-d', 'addr', 'show', 'dev', device.name]);
  return { command, ...device, relation: isPair(own) ? 'other end' : 'below' };
}

function ownCommand({ source }: PodFacts, { name }: DeviceFacts): string {
  return byHand(source.runner!, ['ip', '-d', 'addr', 'show', 'dev', name]);
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

/** What shows them: our tools, or the agent's where ours are too old for the hook. */
function programsCommand(found: readonly HookProgram[], { name }: HostSide, shown: Shown): string {
  const { source, facts, programs, agent, around } = shown;
  const list = ['bpftool', 'net', 'show', 'dev', name] as const;
  const classic = found.length > 0 && found.every(({ hook }) => hook.startsWith('tc '));
  if (classic || (facts.bpftool.text === null && agent === null)) {
    const hook = found[0]?.hook.replace('tc ', '') ?? 'ingress';
    return byHand(source.net, ['tc', 'filter', 'show', 'dev', name, hook]);
  }
  return agent && programs.oursBlind
    ? inAgent(around, source.name, list)
    : byHand(source.net, list);
}

function troubleOf({ source, devices, own }: PodFacts, host: HostSide | null): string | null {
  if (source.trouble) return source.trouble;
  if (devices.length === 0) return 'ip did not answer in its network namespace';
  if (!own) return `none of its devices has ${source.addresses.join(' or ') || 'an address'}`;
  if (host) return null;
  if (own.linkIndex !== null) {
    return `${own.name} has ${own.linkIndex} as its other end: no device of the node has this ifindex`;
  }
  return `${own.name} (${own.kind ?? 'a network card'}) has no other end on the node`;
}
