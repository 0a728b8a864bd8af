import { FIELD_NAMES, MODE_FIELDS, type ModeFields } from '../cni/cilium/mode-fields.ts';
import type { AgentFacts, CniFacts, NodePage } from '../inspect/inspection.ts';
import type { Style } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { fact, hand, prose, row } from './inspection-lines.ts';

/** Which CNI it is and what tells so; of Cilium also the mode that its agent runs. */
export function cniText({ cni, pods }: NodePage, style: Style): string[] {
  const { evidence, agent, command } = cni;
  return [
    row('CNI', style.colour.bold(called(cni)), style),
    ...evidence.map((line) => prose(`- ${line}`, style)),
    hand(command, style),
    ...(agent ? agentText(agent, style) : []),
    ...endpoints(pods, style),
  ];
}

function called({ name, agent }: CniFacts): string {
  const version = agent?.mode.version;
  return printable(version ? `${name} ${version}` : name);
}

function agentText({ mode, conflicts, legacy, note, command }: AgentFacts, style: Style): string[] {
  return [
    row('mode', prose(inWords(mode), style).trimStart(), style),
    ...conflicts.map((line) => prose(`- ${style.mark.bad} conflict: ${line}`, style)),
    ...(legacy ? [prose(`- Legacy: ${legacy.text}`, style)] : []),
    ...(note ? [prose(`- ${note}`, style)] : []),
    hand(command, style),
  ];
}

function inWords(mode: ModeFields): string {
  const said = MODE_FIELDS.filter((field) => field !== 'version' && mode[field] !== null);
  const word = (value: unknown) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : value);
  return said.map((field) => `${FIELD_NAMES[field]} ${word(mode[field])}`).join(', ');
}

/** The agent's list is one for all pods. */
function endpoints(pods: NodePage['pods'], style: Style): string[] {
  const answers = pods.flatMap(({ map }) => map?.answers ?? []);
  const listed = answers.filter(({ source }) => source === 'endpoint list');
  const [first] = listed;
  if (!first) return [];
  const known = listed.filter(({ ifindex }) => ifindex !== null).length;
  const text = `the agent's list has ${known} of these ${listed.length} pods`;
  return fact('endpoints', [text], first.command, style);
}
