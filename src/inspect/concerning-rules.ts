import { contains } from '../cni/prefix.ts';
import type { FirewallRule } from './firewall-rules.ts';

/** What rules may name a pod by. */
export interface PodNames {
  readonly addresses: readonly string[];
  /** The device that is its alone, on the node. */
  readonly device: string | null;
}

/**
 * The rules that name a pod's address, a prefix that it lies in (not one that it must not), or its device; and those that lead to
 * the chains where it is named itself, as a service's rule leads to the chain of one of its pods.
 */
export function concerningRules(rules: readonly FirewallRule[], pod: PodNames): FirewallRule[] {
  const kept = new Set(rules.filter((rule) => names(rule, pod, inPrefix)));
  const leads = rules.filter((rule) => names(rule, pod, isSame));
  for (const rule of leads) kept.add(rule);
  for (const reached of leads) {
    for (const rule of rules) {
      if (!leadsTo(rule, reached) || leads.includes(rule)) continue;
      leads.push(rule); // the loop goes on to it
      kept.add(rule);
    }
  }
  return rules.filter((rule) => kept.has(rule));
}

type IsAbout = (word: string, address: string) => boolean;

function names({ rule }: FirewallRule, { addresses, device }: PodNames, isAbout: IsAbout): boolean {
  const words = rule.split(/[\s,{}"]+/);
  return words.some((word, i) => {
    if (word === device) return true;
    const excluded = words[i - 1] === '!=' || words[i - 2] === '!'; // nft; iptables
    if (excluded && isAbout === inPrefix) return false;
    return bare(word).some((w) => addresses.some((address) => isAbout(w, address)));
  });
}

/** As it stands, and without a port. */
function bare(word: string): string[] {
  return [word, word.replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')];
}

/** Not the prefix of all addresses. */
function inPrefix(word: string, address: string): boolean {
  return word !== 'default' && (contains(word, address) ?? 0) > 0;
}

function isSame(word: string, address: string): boolean {
  const [host = '', length] = word.split('/');
  return (length === undefined || length === '32' || length === '128') && inPrefix(host, address);
}

/** Whether it jumps to the chain that the other stands in, or asks the map or set. */
function leadsTo({ by, table, rule }: FirewallRule, other: FirewallRule): boolean {
  if (by !== other.by || table !== other.table) return false;
  const words = rule.split(/[\s,{}]+/);
  const before = by === 'nft' ? ['jump', 'goto'] : ['-j', '-g'];
  return words.some(
    (word, i) =>
      word === `@${other.chain}` || (word === other.chain && before.includes(words[i - 1] ?? '')),
  );
}
