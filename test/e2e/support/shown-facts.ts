import { expect } from 'vitest';
import type {
  Found,
  HookProgram,
  Inspection,
  NodePage,
  PodPage,
} from '../../../src/inspect/inspection.ts';
import type { NodeRoute } from '../../../src/inspect/node-routes.ts';

import { run } from './cli.ts';

/** A command that `inspect` shows, and lines that its output must have: each with all of these words. */
export interface ShownFact {
  readonly command: string;
  readonly lines: readonly (readonly string[])[];
}

/** Every command of an inspection, with what it is to show. */
export function shownFacts({ nodes }: Inspection): ShownFact[] {
  return nodes.flatMap((node) => [...ofNode(node), ...node.pods.flatMap(ofPod)]);
}

function ofNode(node: NodePage): ShownFact[] {
  const { netns, cni, kubeProxy, devices, bridges, tunnelEntries, rules, elsewhere } = node;
  return [
    fact(netns, [[netns!.id]]),
    fact(cni, []),
    fact(kubeProxy, kubeProxy.evidence.flatMap(ofEvidence)),
    fact(devices, devices.found.flatMap(ofDevice)),
    ...devices.found.map(({ programs }) => ofPrograms(programs)),
    ...bridges.map((bridge) =>
      fact(
        bridge,
        bridge.ports.flatMap(({ name, state, ifindex }) => [
          [`${ifindex}: ${name}`],
          ...(state ? [[`state ${state}`]] : []),
        ]),
      ),
    ),
    fact(
      tunnelEntries,
      tunnelEntries.found.map(({ mac, remote }) => [mac, `dst ${remote}`]),
    ),
    fact(
      rules,
      rules.found.map(({ priority, rule }) => [`${priority}:`, rule]),
    ),
    ofNeighbours(node.neighbours),
    fact(
      node.settings,
      // how many entries there are changes from one moment to the next
      node.settings.found.map(({ name, value }) =>
        name.endsWith('_count') ? [`${name} = `] : [`${name} = ${value}`],
      ),
    ),
    fact(
      node.namespaces,
      node.namespaces.found.map(({ nsid, name }) => [`nsid ${nsid}`, name ?? '']),
    ),
    ...(elsewhere ? [fact(elsewhere, elsewhere.found.map(ofRoute))] : []),
  ];
}

function ofPod(pod: PodPage): ShownFact[] {
  const { netns, own, host, map, programs, routes, neighbours, fdb, firewall } = pod;
  const { services, sockets, inside } = pod;
  return [
    ...(netns ? [fact(netns, [[netns.id]])] : []),
    ...(own ? [fact(own, ofDevice(own))] : []),
    ...(host ? [fact(host, ofDevice(host))] : []),
    ...(map?.answers ?? [])
      .filter(({ source }) => source === 'ethtool')
      .map((answer) => fact(answer, [[`peer_ifindex: ${answer.ifindex}`]])),
    ...(programs ? [ofPrograms(programs)] : []),
    fact(routes, routes.found.map(ofRoute)),
    ofNeighbours(neighbours),
    ...(fdb
      ? [
          fact(
            fdb,
            fdb.found.map(({ mac, device }) => [mac, device === host?.name ? '' : device]),
          ),
        ]
      : []),
    ...(firewall
      ? [
          fact(
            firewall,
            firewall.found.map(({ rule }) => [rule]),
          ),
        ]
      : []),
    ...(services
      ? [
          fact(
            services,
            services.found.flatMap(({ service, backend }) => [
              service.split(' '),
              backend.split(' '),
            ]),
          ),
        ]
      : []),
    ...(sockets
      ? [
          fact(
            sockets,
            sockets.found.map(({ name, hook }) => [name ?? '', hook]),
          ),
        ]
      : []),
    ...(inside
      ? [
          fact(inside.devices, inside.devices.found.flatMap(ofDevice)),
          fact(inside.routes, inside.routes.found.map(ofRoute)),
          fact(
            inside.rules,
            inside.rules.found.map(({ rule }) => [rule]),
          ),
          ofNeighbours(inside.neighbours),
          ofPrograms(inside.programs),
          fact(
            inside.firewall,
            inside.firewall.found.map(({ rule }) => [rule]),
          ),
        ]
      : []),
  ];
}

/** `nft: table ip kube-proxy`; what is told without a name is nothing that can be found. */
function ofEvidence(evidence: string): string[][] {
  const [, named] = /: (?:table|chain|device|ipset) (.+)$/.exec(evidence) ?? [];
  return named === undefined ? [] : [[named]];
}

function fact(shown: { readonly command: string } | null, lines: ShownFact['lines']): ShownFact {
  return { command: shown!.command, lines };
}

type Device = NodePage['devices']['found'][number] | NonNullable<PodPage['own']>;

function ofDevice({ name, ifindex, mac, mtu, addresses }: Omit<Device, 'role' | 'programs'>) {
  return [
    [`${ifindex}: ${name}`, `mtu ${mtu}`],
    ...(mac ? [[mac]] : []),
    ...addresses.map((address) => [address.replace(/\/(32|128)$/, '')]),
  ];
}

function ofRoute({ destination, gateway, device, table }: NodeRoute): string[] {
  const named = table !== 'main' && table !== 'local' ? [`table ${table}`] : [];
  return [
    destination,
    ...(gateway ? [gateway] : []),
    ...(device ? [`dev ${device}`] : []),
    ...named,
  ];
}

function ofNeighbours(shown: NodePage['neighbours']): ShownFact {
  return fact(
    shown,
    shown.found.map(({ address, mac }) => [address, mac ?? '']),
  );
}

function ofPrograms(shown: Found<HookProgram>): ShownFact {
  return fact(
    shown,
    shown.found.map(({ name }) => [name ?? '']),
  );
}

/** Runs every command as pasted, and looks for the facts in what it prints. @returns the commands */
export async function expectCommandsToShow(seen: Inspection): Promise<string[]> {
  const facts = shownFacts(seen);
  for (const { command, lines } of facts) {
    const { stdout, code, ...said } = await run('sh', ['-c', command]);
    const stderr = said.stderr.replaceAll(
      /^(# Warning: table .* iptables-nft.*|XT (target|match) \w+ not found)\n/gm,
      '',
    );
    expect({ command, stderr, code }).toEqual({ command, stderr: '', code: 0 });
    const shown = stdout.split('\n').map((line) => line.replaceAll(/\s+/g, ' '));
    for (const words of lines) {
      const one = words.map((word) => word.replaceAll(/\s+/g, ' '));
      const found = shown.some((line) => one.every((word) => line.includes(word)));
      expect(found, `${command} shows ${words.join(' ... ')}:\n${stdout}`).toBe(true);
    }
  }
  return facts.flatMap(({ command }) => command.split('; '));
}

/** The commands of a page, as a shell reads it: lines after a backslash belong together. */
export function commandsOnPage(page: string): string[] {
  const whole = page.replaceAll(/ \\\n\s+/g, ' ');
  return [...whole.matchAll(/^\s+\$ (.+)$/gm)].map((found) => found[1]!);
}
