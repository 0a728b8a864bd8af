import type { Argv, Runner } from '../host/runner.ts';
import { ask } from './ask.ts';

/** A rule that says which table of routes is asked, as `ip rule` prints it. */
export interface PolicyRule {
  /** Lower ones are asked first. */
  readonly priority: number;
  readonly family: 4 | 6;
  /** `from all lookup main` */
  readonly rule: string;
}

/** @param text `ip rule show` of one family */
export function parsePolicyRules(text: string | null, family: 4 | 6): PolicyRule[] {
  return (text ?? '').split('\n').flatMap((line) => {
    const [, priority, rule = ''] = /^(\d+):\s+(.+?)\s*$/.exec(line) ?? [];
    return priority === undefined ? [] : { priority: Number(priority), family, rule };
  });
}

const OF_THE_KERNEL = ['from all lookup local', 'from all lookup main', 'from all lookup default'];

/** Not one of the three that every network namespace has. */
export function isSomebodys({ rule }: PolicyRule): boolean {
  return !OF_THE_KERNEL.includes(rule);
}

/** Those of these families; null if ip answered for none: a kernel may be without IPv6. */
export async function policyRules(
  place: Runner,
  families: readonly (4 | 6)[],
  signal: AbortSignal,
): Promise<PolicyRule[] | null> {
  const answers = await Promise.all(
    families.map(async (family) => {
      const { text } = await ask(place, showRules(family), { signal });
      return text === null ? null : parsePolicyRules(text, family);
    }),
  );
  const found = answers.filter((rules) => rules !== null);
  return found.length === 0 && families.length > 0 ? null : found.flat();
}

function showRules(family: 4 | 6): Argv {
  return ['ip', ...(family === 6 ? ['-6'] : []), 'rule', 'show'];
}

/** What shows these: each family that has rules has those of the kernel. */
export function showAllRules(rules: readonly PolicyRule[] | null): Argv[] {
  const has = (family: 4 | 6) => rules?.some((rule) => rule.family === family);
  return [...(has(4) || !has(6) ? [showRules(4)] : []), ...(has(6) ? [showRules(6)] : [])];
}
