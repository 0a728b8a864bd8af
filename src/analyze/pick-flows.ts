import { LabError } from '../errors.ts';
import type { FoundFlow } from './tap-file.ts';

/** Which of the flows in some files are to be judged. */
export type FlowChoice =
  | { readonly how: 'fullest' }
  | { readonly how: 'each' }
  /** Its number in the list, from 1; or a part of its title. */
  | { readonly how: 'one'; readonly wanted: string };

/** So many lines of flows a person reads. */
const SHOWN = 10;

/** Those that are chosen. @throws LabError E_NO_FLOW, E_USAGE */
export function pickFlows(
  found: readonly FoundFlow[],
  choice: FlowChoice,
  packets: number,
): readonly FoundFlow[] {
  if (found.length === 0) throw noFlow(packets);
  if (choice.how === 'each') return found;
  if (choice.how === 'fullest') return found.slice(0, 1);
  const { wanted } = choice;
  const picked = /^\d+$/.test(wanted)
    ? found.slice(Math.max(0, Number(wanted) - 1), Number(wanted))
    : found.filter(({ flow }) => flow.title.includes(wanted));
  if (picked.length !== 1) throw notOne(wanted, picked, found);
  return picked;
}

/** `1: ping 10.0.0.1 > 10.0.0.2, id 7`, and so on; of many the first. */
export function listed(found: readonly FoundFlow[], all: readonly FoundFlow[]): string {
  const lines = found
    .slice(0, SHOWN)
    .map((one) => `${all.indexOf(one) + 1}: ${one.flow.title}`)
    .join('; ');
  return found.length > SHOWN ? `${lines}; and ${found.length - SHOWN} more` : lines;
}

function notOne(wanted: string, picked: readonly FoundFlow[], all: readonly FoundFlow[]): LabError {
  const many = picked.length > 0;
  return new LabError('E_USAGE', {
    message: `${many ? 'more than one flow is' : 'no flow is'} meant by --flow "${wanted}"`,
    why: `the flows ${many ? 'that it fits' : 'in these files'} are ${listed(many ? picked : all, all)}`,
    mend: `cni-lab analyze --flow ${many ? all.indexOf(picked[0]!) + 1 : 1} FILE...`,
  });
}

function noFlow(packets: number): LabError {
  return new LabError('E_NO_FLOW', {
    message:
      'these files hold no ping, no probe of cni-lab, and no conversation that two of them saw',
    why: `${packets} packets were read, none of them an ICMP echo, or TCP or UDP that was answered and passed two taps`,
    mend: 'capture while one pod pings the other: ping -c 3 ADDRESS',
  });
}
