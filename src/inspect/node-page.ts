import { kubeProxyMode } from '../cni/kube-proxy-mode.ts';
import type { Argv } from '../host/runner.ts';
import { bridges } from './bridges.ts';
import { byHand } from './by-hand.ts';
import { cniFacts } from './cni-facts.ts';
import { type FdbEntry, parseFdb, tunnelEntries } from './fdb.ts';
import { allRules } from './firewall-rules.ts';
import type { NodeFacts } from './gather.ts';
import { type HookPrograms, hookPrograms } from './hook-programs.ts';
import type { NodeDevice, NodePage } from './inspection.ts';
import { type Neighbour, parseNeighbours } from './neighbours.ts';
import { parseNetnsIds } from './netns-ids.ts';
import { networkNamespace } from './network-namespace.ts';
import { devicesOfInterest } from './node-devices.ts';
import { mainRouteTo, type NodeRoute, parseNodeRoutes } from './node-routes.ts';
import type { NodeSource } from './node-source.ts';
import { pastable } from './pastable.ts';
import { podPage } from './pod-page.ts';
import { showAllRules } from './policy-rules.ts';
import { IPTABLES, NFT } from './questions.ts';
import { namedRules } from './rule-names.ts';
import { ASK_SETTINGS, parseSettings } from './settings.ts';
import { programsOn, type Surroundings } from './shown.ts';

/** One node's page, from what it and its pods answered. Pure. */
export function nodePage(source: NodeSource, facts: NodeFacts, around: Surroundings): NodePage {
  const { name, addresses, way, net, inside } = source;
  const { devices, tables } = facts;
  const agent = around.cilium?.agents.find((one) => one.node === name) ?? null;
  const { kernel } = source;
  const programs = hookPrograms({ ...facts, agent: agent?.programs ?? null, kernel });
  const routes = parseNodeRoutes(tables.routes);
  const fdb = facts.fdb.text === null ? null : parseFdb(facts.fdb.text);
  const namespaces = parseNetnsIds(facts.netnsIds.text);
  const shown = { ...{ source, facts, programs, routes, fdb, namespaces }, around, agent };
  const neighbours = parseNeighbours(tables.neighbours);
  const { nft, iptables, ip6tables } = facts;
  const rules = namedRules(
    allRules({ nft: nft.text, iptables: iptables.text, ip6tables: ip6tables.text }),
  );
  const own = devicesOfInterest(devices, addresses).map(
    ({ device, role }): NodeDevice => ({ ...device, role, programs: programsOn(device, shown) }),
  );
  return {
    ...{ name, addresses, way, cni: cniFacts(shown) },
    netns: networkNamespace(net, source.netnsName, facts.netns),
    kubeProxy: kubeProxy(source, facts, around),
    devices: { command: byHand(net, ['ip', '-d', 'addr', 'show']), found: own },
    bridges: bridges(source, facts),
    tunnelEntries: tunnels(source, fdb ?? []),
    rules: { command: byHand(net, ...showAllRules(facts.rules)), found: facts.rules ?? [] },
    neighbours: {
      command: byHand(net, ['ip', 'neigh', 'show']),
      found: ofTheNode(neighbours, own, source),
    },
    settings: { command: byHand(net, ASK_SETTINGS), found: parseSettings(facts.settings.text) },
    namespaces: {
      command: byHand(inside ?? net, ['ip', 'netns', 'list-id']),
      found: namespaces,
    },
    elsewhere: elsewhere(source, routes, around.elsewhere),
    pods: facts.pods.map((pod) => podPage(pod, { ...shown, neighbours, rules })),
    missing: missing(source, facts, programs),
  };
}

const CONFIG_MAP = ['-n', 'kube-system', 'get', 'configmap', 'kube-proxy', '-o', 'yaml'];

function kubeProxy({ net, inside }: NodeSource, facts: NodeFacts, around: Surroundings) {
  const { nft, iptables, ipvs, tables } = facts;
  const mode = kubeProxyMode({
    ...{ iptables: iptables.text, nft: nft.text, ipvs: ipvs?.text ?? null, links: tables.devices },
    config: around.kubeProxyConfig,
  });
  const asked = mode.evidence.flatMap((word) => {
    if (word.startsWith('iptables')) return byHand(inside ?? net, IPTABLES);
    if (word.startsWith('ip link')) return byHand(net, ['ip', 'link', 'show', 'type', 'dummy']);
    if (word.startsWith('IPVS')) return byHand(net, ['ipvsadm', '-Ln']);
    if (word.startsWith('ConfigMap')) return pastable([...around.kubectl, ...CONFIG_MAP]);
    return word.startsWith('nft') ? byHand(net, NFT) : [];
  });
  const none = nft.text === null ? byHand(inside ?? net, IPTABLES) : byHand(net, NFT);
  return { command: asked.length > 0 ? [...new Set(asked)].join('; ') : none, ...mode };
}

function tunnels({ net }: NodeSource, fdb: readonly FdbEntry[]): NodePage['tunnelEntries'] {
  const found = tunnelEntries(fdb);
  const devices = [...new Set(found.map(({ device }) => device))];
  const show = ['bridge', 'fdb', 'show'] as const;
  const commands = devices.map((device) => [...show, 'dev', device] as const);
  return { command: byHand(net, ...(commands.length > 0 ? commands : [show])), found };
}

/** Those of pods stand with the pods. */
function ofTheNode(
  neighbours: readonly Neighbour[],
  own: readonly NodeDevice[],
  { pods }: NodeSource,
): Neighbour[] {
  const ofPods = pods.flatMap(({ addresses }) => addresses);
  return neighbours.filter(
    ({ address, device }) => own.some(({ name }) => name === device) && !ofPods.includes(address),
  );
}

function elsewhere(
  { net }: NodeSource,
  routes: readonly NodeRoute[],
  addresses: readonly string[],
): NodePage['elsewhere'] {
  if (addresses.length === 0) return null;
  const found = addresses.flatMap((address) => mainRouteTo(routes, address) ?? []);
  const six = addresses.some((address) => address.includes(':'));
  const four = addresses.some((address) => !address.includes(':'));
  const commands: Argv[] = [
    ...(four ? [['ip', 'route'] as const] : []),
    ...(six ? [['ip', '-6', 'route'] as const] : []),
  ];
  return { command: byHand(net, ...commands), found: [...new Set(found)] };
}

function missing({ pods }: NodeSource, facts: NodeFacts, { blind }: HookPrograms): string[] {
  const { tables, rules, fdb, settings, netnsIds, nft } = facts;
  const silent = [
    ...(tables.devices === null ? ['ip addr'] : []),
    ...(tables.routes === null ? ['ip route'] : []),
    ...(tables.neighbours === null ? ['ip neigh'] : []),
    ...(rules === null ? ['ip rule'] : []),
  ];
  const refused = Object.entries({
    'bridge fdb': fdb,
    sysctl: settings,
    'ip netns': netnsIds,
    nft,
  }).filter(([, { text }]) => text === null);
  return [
    ...silent.map((command) => `${command} did not answer`),
    ...refused.map(([command, { why }]) => `${command}: ${why}`),
    ...(blind ? [blind] : []),
    ...(pods.length === 0 ? ['no pod of the lab is on this node'] : []),
  ];
}
