/** The programs that list rules of netfilter. */
export type Lister = 'nft' | 'iptables' | 'ip6tables';

/** A rule of netfilter, or an element of a set or map that rules ask. */
export interface FirewallRule {
  readonly by: Lister;
  /** `ip kube-proxy`, `nat` */
  readonly table: string;
  /** The chain that it stands in, or the set or map. */
  readonly chain: string;
  readonly rule: string;
}

/** @param text `nft -s list ruleset` */
export function nftRules(text: string | null): FirewallRule[] {
  let table = '';
  let block: { kind: string; name: string } | null = null;
  let elements = false;
  const found: FirewallRule[] = [];
  for (const line of (text ?? '').split('\n')) {
    const [, named] = /^table (.+) \{/.exec(line) ?? [];
    const [, kind, name] = /^\t(chain|set|map) (\S+) \{/.exec(line) ?? [];
    const content = line.trim();
    if (named !== undefined) table = named;
    else if (kind && name) block = { kind, name };
    else if (/^\t?\}/.test(line)) block = null;
    else if (block?.kind === 'chain') {
      if (isRule(content)) found.push({ by: 'nft', table, chain: block.name, rule: content });
    } else if (block !== null) {
      if (content.startsWith('elements = {')) elements = true;
      if (elements) {
        const inner = content.replace(/^elements = \{/, '').replace(/\}$/, '');
        for (const element of inner.split(',').map((word) => word.trim())) {
          if (element) found.push({ by: 'nft', table, chain: block.name, rule: element });
        }
      }
      if (content.endsWith('}')) elements = false;
    }
  }
  return found;
}

/** Not what is said of the chain itself. */
function isRule(content: string): boolean {
  return content !== '' && !/^(type \w+ hook |policy |comment "|#)/.test(content);
}

/** @param text `iptables-save` or `ip6tables-save` */
export function iptablesRules(text: string | null, by: Exclude<Lister, 'nft'>): FirewallRule[] {
  let table = '';
  return (text ?? '').split('\n').flatMap((line) => {
    if (line.startsWith('*')) table = line.slice(1).trim();
    const [, chain, rule = ''] = /^-A (\S+) ?(.*)$/.exec(line) ?? [];
    return chain === undefined ? [] : { by, table, chain, rule: rule.trim() };
  });
}

/** All, each once: what iptables-nft made is listed by iptables, in words that it was made with. */
export function allRules(answers: {
  readonly nft: string | null;
  readonly iptables: string | null;
  readonly ip6tables: string | null;
}): FirewallRule[] {
  const four = iptablesRules(answers.iptables, 'iptables');
  const six = iptablesRules(answers.ip6tables, 'ip6tables');
  const listed = new Set([
    ...four.map(({ table }) => `ip ${table}`),
    ...six.map(({ table }) => `ip6 ${table}`),
  ]);
  return [...four, ...six, ...nftRules(answers.nft).filter(({ table }) => !listed.has(table))];
}
