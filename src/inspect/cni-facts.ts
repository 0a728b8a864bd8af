import { versionNote } from '../cni/cilium/known-version.ts';
import { whyLegacy } from '../cni/cilium/legacy-cause.ts';
import { readMode } from '../cni/cilium/mode.ts';
import { MODE_FIELDS, type ModeFields } from '../cni/cilium/mode-fields.ts';
import { detectCni } from '../cni/detect-cni.ts';
import { byHand } from './by-hand.ts';
import type { AgentFacts, CniFacts } from './inspection.ts';
import { pastable } from './pastable.ts';
import type { Shown } from './shown.ts';

/** Which CNI connects the node's pods, and what its agent says. Pure. */
export function cniFacts(shown: Shown): CniFacts {
  const { source, facts } = shown;
  if (facts.conflists === null) {
    const command = byHand(source.net, ['ip', 'link']);
    return { command, name: 'none', evidence: [source.madeBy ?? ''], agent: null };
  }
  const { own, source: pod } = facts.pods.find((one) => one.own !== null) ?? {};
  const { devices, routes } = facts.tables;
  const node = { node: source.name, conflists: facts.conflists, links: devices, routes };
  const address = pod?.addresses[0] ?? null;
  const live = own ? { hostIfindex: own.linkIndex, address } : null;
  const { cni, evidence } = detectCni(node, live);
  const place = source.inside ?? source.net;
  const command = byHand(place, ['grep', '-r', '.', '/etc/cni/net.d']);
  return { command, name: cni, evidence, agent: agentFacts(shown) };
}

function agentFacts({ agent, around }: Shown): AgentFacts | null {
  if (!agent) return null;
  const config = around.cilium?.config ?? null;
  const mode = readMode(agent, config);
  const said = MODE_FIELDS.map((field) => [field, mode[field]]);
  return {
    command: inAgent(around, agent.node, ['cilium-dbg', 'status', '--verbose']),
    mode: Object.fromEntries(said) as ModeFields,
    conflicts: mode.conflicts,
    legacy: whyLegacy(mode, agent, config),
    note: versionNote(mode.version),
  };
}

/** A command line that runs it in the Cilium agent of a node. */
export function inAgent(
  { kubectl, cilium }: Shown['around'],
  node: string,
  argv: readonly string[],
): string {
  const pod = cilium?.podOf.get(node) ?? 'ds/cilium';
  return pastable([
    ...[...kubectl, '-n', 'kube-system', 'exec', pod, '-c', 'cilium-agent', '--'],
    ...argv,
  ]);
}
