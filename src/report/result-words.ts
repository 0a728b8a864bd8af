import type { Finding } from '../verdict/finding.ts';
import type { ProbeDocument, ResultDocument, TapDocument } from './run-document.ts';

/** `linux/bridge or flannel/same-node` */
export function identity(names: readonly string[]): string {
  return names.length > 0 ? names.join(' or ') : 'unknown: no datapath of the catalogue fits';
}

/** The lab that it was held against, if another's than the datapath's own. */
export function otherLab({
  lab,
  datapath,
}: Pick<ResultDocument, 'lab' | 'datapath'>): string | null {
  return lab === datapath ? null : lab;
}

/** `3 x ping, IPv4, pod1 to pod2, 3 answered` */
export function probeWords(
  { kind, family, count, from, to, answered }: ProbeDocument,
  times = 'x',
): string {
  const answers = answered === null ? '' : `, ${answered} answered`;
  return `${count} ${times} ${kind}, IPv${family}, ${from} to ${to}${answers}`;
}

export function disagreementWords({
  said,
  seen,
}: NonNullable<ResultDocument['disagreement']>): string {
  return `The cluster's own word and the wire disagree. It says: ${said.join('; ')}. The captures show ${seen}.`;
}

/** Why a tap sees what it sees; empty where nobody says. */
export function whyWords({ request, why }: TapDocument): string {
  return request.expected === null ? 'not part of the signature' : (why ?? '');
}

/** What a finding is about: `pod1/lxc reply`, `conntrack`. */
export function placeOf({ tap, leg, code }: Pick<Finding, 'tap' | 'leg' | 'code'>): string {
  return [tap, leg].filter(Boolean).join(' ') || code;
}
