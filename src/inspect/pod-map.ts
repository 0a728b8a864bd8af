import type { EndpointDevice } from '../cni/cilium/endpoint-device.ts';
import type { Answer } from './ask.ts';
import type { DeviceFacts } from './device-facts.ts';
import { ethtoolPeer } from './ethtool-peer.ts';
import type { MapAnswer, PodMap } from './inspection.ts';

/** What is known of a pod's other end, and by which commands. */
export interface MapFacts {
  readonly own: DeviceFacts;
  readonly devices: readonly DeviceFacts[];
  readonly ethtool: Answer & { readonly command: string };
  /** Null where no Cilium agent was asked. */
  readonly endpoints: { readonly found: EndpointDevice | null; readonly command: string } | null;
  readonly commands: { readonly own: string; readonly host: string };
}

/**
 * Which device of the node is the other end of a pod's. link_index says it of every pair; whoever
 * else knows is asked, too: an index alone does not say in which network namespace it counts.
 */
export function podMap(facts: MapFacts): PodMap {
  const answers = [
    byLinkIndex(facts),
    ...(facts.own.kind === 'veth' ? [byEthtool(facts)] : []),
    ...byEndpointList(facts),
    ...wayBack(facts),
  ];
  const checks = answers.slice(1).flatMap(({ agrees }) => agrees ?? []);
  return { agree: checks.length === 0 ? null : checks.every(Boolean), answers };
}

function byLinkIndex({ own, devices, commands }: MapFacts): MapAnswer {
  const ifindex = own.linkIndex;
  const said = ifindex === null ? 'no other end' : inWords(ifindex, devices);
  return { source: 'link_index', command: commands.own, ifindex, said, agrees: null };
}

function byEthtool({ own, devices, ethtool }: MapFacts): MapAnswer {
  const ifindex = ethtoolPeer(ethtool.text);
  return {
    ...{ source: 'ethtool', command: ethtool.command, ifindex },
    said: ifindex === null ? (ethtool.why ?? 'no peer_ifindex') : inWords(ifindex, devices),
    agrees: ifindex === null ? null : ifindex === own.linkIndex,
  };
}

function byEndpointList({ own, devices, endpoints }: MapFacts): MapAnswer[] {
  if (endpoints === null) return [];
  const { found, command } = endpoints;
  const source = 'endpoint list';
  if (!found) {
    return [{ source, command, ifindex: null, said: 'no endpoint of this pod', agrees: null }];
  }
  const live = devices.find((device) => device.ifindex === found.ifindex);
  const differs = [
    ...(live && live.name !== found.name ? [`the node calls it ${live.name}`] : []),
    ...(live && differ(found.hostMac, live.mac) ? [`its MAC is ${live.mac} on the node`] : []),
    ...(differ(found.podMac, own.mac) ? [`the pod's MAC is ${own.mac}, not ${found.podMac}`] : []),
  ];
  return [
    {
      ...{ source, command, ifindex: found.ifindex },
      said: [`${found.name} (${found.ifindex})`, ...differs].join('; '),
      agrees: found.ifindex === own.linkIndex && differs.length === 0,
    },
  ];
}

/** The other end must point back: else the index is one of another network namespace. */
function wayBack({ own, devices, commands }: MapFacts): MapAnswer[] {
  const host = devices.find((device) => device.ifindex === own.linkIndex);
  if (!host || host.linkIndex === null) return [];
  const agrees = host.linkIndex === own.ifindex;
  return [
    {
      ...{ source: 'way back', command: commands.host, ifindex: agrees ? host.ifindex : null },
      said: `${host.name} points back to ${host.linkIndex}, ${own.name} is ${own.ifindex}`,
      agrees,
    },
  ];
}

function inWords(ifindex: number, devices: readonly DeviceFacts[]): string {
  const name = devices.find((device) => device.ifindex === ifindex)?.name;
  return name ? `${name} (${ifindex})` : `${ifindex}, which no device of the node has`;
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.toLowerCase() !== other.toLowerCase();
}
