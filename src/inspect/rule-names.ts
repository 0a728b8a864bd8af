import { isHost, type Prefix, parsePrefix } from '../cni/prefix.ts';
import type { FirewallRule } from './firewall-rules.ts';

/** A rule and what it names. */
export interface RuleNames {
  readonly rule: FirewallRule;
  readonly words: ReadonlySet<string>;
  /** Addresses: with or without a port, or as the prefix of one alone. */
  readonly hosts: readonly Prefix[];
  /** The same and other prefixes: not one that it must not be, nor that of all addresses. */
  readonly prefixes: readonly Prefix[];
}

/** A node's rules, read once for all of its pods. */
export interface NamedRules {
  readonly rules: readonly RuleNames[];
  /** Those that jump to the chain that this rule stands in, or ask the map or set. */
  leadingTo(rule: FirewallRule): readonly RuleNames[];
}

export function namedRules(rules: readonly FirewallRule[]): NamedRules {
  const named = rules.map(namesOf);
  const leading = new Map<string, RuleNames[]>();
  for (const one of named) {
    for (const target of targets(one.rule)) {
      const key = keyOf({ ...one.rule, chain: target });
      const others = leading.get(key);
      if (others) others.push(one);
      else leading.set(key, [one]);
    }
  }
  return { rules: named, leadingTo: (rule) => leading.get(keyOf(rule)) ?? [] };
}

/** A table may have blanks in its name, a chain has none. */
function keyOf({ by, table, chain }: Omit<FirewallRule, 'rule'>): string {
  return `${by} ${chain} ${table}`;
}

function namesOf(rule: FirewallRule): RuleNames {
  const words = rule.rule.split(/[\s,{}"]+/);
  const hosts: Prefix[] = [];
  const prefixes: Prefix[] = [];
  words.forEach((word, i) => {
    const isExcluded = words[i - 1] === '!=' || words[i - 2] === '!'; // nft; iptables
    for (const form of bare(word)) {
      const prefix = parsePrefix(form);
      if (prefix === null) continue;
      if (isHost(prefix)) hosts.push(prefix);
      if (prefix.length > 0 && !isExcluded) prefixes.push(prefix);
    }
  });
  return { rule, words: new Set(words), hosts, prefixes };
}

/** As it stands, and without a port. */
function bare(word: string): ReadonlySet<string> {
  return new Set([word, word.replace(/^\[(.+)\](:\d+)?$/, '$1').replace(/^([\d.]+):\d+$/, '$1')]);
}

/** Chains that it jumps to, maps and sets that it asks. */
function targets({ by, rule }: FirewallRule): ReadonlySet<string> {
  const words = rule.split(/[\s,{}]+/);
  const before = by === 'nft' ? ['jump', 'goto'] : ['-j', '-g'];
  const found = words.flatMap((word, i) => [
    ...(word.startsWith('@') ? [word.slice(1)] : []),
    ...(before.includes(words[i - 1] ?? '') ? [word] : []),
  ]);
  return new Set(found);
}
