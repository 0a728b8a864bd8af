import { kubeProxyMode } from '../cni/kube-proxy-mode.ts';
import { byHand } from './by-hand.ts';
import { cniFacts } from './cni-facts.ts';
import type { NodeFacts } from './gather.ts';
import { type HookPrograms, hookPrograms } from './hook-programs.ts';
import type { NodeDevice, NodePage } from './inspection.ts';
import { parseNeighbours } from './neighbours.ts';
import { devicesOfInterest } from './node-devices.ts';
import { mainRouteTo, type NodeRoute, parseNodeRoutes } from './node-routes.ts';
import type { NodeSource } from './node-source.ts';
import { podPage } from './pod-page.ts';
import { programsOn, type Surroundings } from './shown.ts';

/** One node's page, from what it and its pods answered. Pure. */
export function nodePage(source: NodeSource, facts: NodeFacts, around: Surroundings): NodePage {
  const { name, addresses, way, net } = source;
  const { devices, tables } = facts;
  const agent = around.cilium?.agents.find((one) => one.node === name) ?? null;
  const programs = hookPrograms({
    ...facts,
    agent: agent?.programs ?? null,
    kernel: source.kernel,
  });
  const routes = parseNodeRoutes(tables.routes);
  const shown = { ...{ source, facts, programs, routes }, around, agent };
  const neighbours = parseNeighbours(tables.neighbours);
  return {
    ...{ name, addresses, way, cni: cniFacts(shown) },
    kubeProxy: kubeProxy(source, facts, around),
    devices: {
      command: byHand(net, ['ip', '-d', 'addr', 'show']),
      found: devicesOfInterest(devices, addresses).map(({ device, role }): NodeDevice => {
        return { ...device, role, programs: programsOn(device.ifindex, programs) };
      }),
    },
    elsewhere: elsewhere(source, routes, around.elsewhere),
    pods: facts.pods.map((pod) => podPage(pod, { ...shown, neighbours })),
    missing: missing(facts, programs),
  };
}

function kubeProxy({ net, inside }: NodeSource, facts: NodeFacts, around: Surroundings) {
  const { nft, iptables, tables } = facts;
  const mode = kubeProxyMode({
    ...{ iptables: iptables.text, nft: nft.text, ipvs: null, links: tables.devices },
    config: around.kubeProxyConfig,
  });
  const byIptables = mode.mode === 'iptables' ? iptables.text !== null : nft.text === null;
  const command = byIptables
    ? byHand(inside ?? net, ['iptables-save', '-t', 'nat'])
    : byHand(net, ['nft', 'list', 'ruleset']);
  return { command, ...mode };
}

function elsewhere(
  { net }: NodeSource,
  routes: readonly NodeRoute[],
  addresses: readonly string[],
) {
  const [first] = addresses;
  if (first === undefined) return null;
  const found = addresses.flatMap((address) => mainRouteTo(routes, address) ?? []);
  return { command: byHand(net, ['ip', 'route', 'get', first]), found: [...new Set(found)] };
}

function missing({ tables, pods }: NodeFacts, { blind }: HookPrograms): string[] {
  const silent = [
    ...(tables.devices === null ? ['ip addr'] : []),
    ...(tables.routes === null ? ['ip route'] : []),
    ...(tables.neighbours === null ? ['ip neigh'] : []),
  ];
  return [
    ...silent.map((command) => `${command} did not answer`),
    ...(blind ? [blind] : []),
    ...(pods.length === 0 ? ['no pod of the lab is on this node'] : []),
  ];
}
