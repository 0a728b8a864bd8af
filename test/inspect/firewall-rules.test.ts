import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concerningRules } from '../../src/inspect/concerning-rules.ts';
import { allRules, iptablesRules, nftRules } from '../../src/inspect/firewall-rules.ts';
import { namedRules } from '../../src/inspect/rule-names.ts';

const recorded = (file: string) =>
  readFileSync(
    new URL(`../fixtures/clusters/kube-proxy-iptables/${file}`, import.meta.url),
    'utf8',
  );
const save = recorded('worker.iptables.txt');
const nft = recorded('worker.nft.txt');

const NFTABLES_MODE = `table ip kube-proxy {
	map service-ips {
		type ipv4_addr . inet_proto . inet_service : verdict
		comment "ClusterIP, ExternalIP and LoadBalancer IP traffic"
		elements = { 10.96.0.80 . tcp . 8080 : goto service-web-tcp,
			     10.96.0.81 . tcp . 80 : goto service-other }
	}

	chain endpoint-web-0 {
		ip saddr 10.244.1.12 jump mark-for-masquerade
		meta l4proto tcp dnat to 10.244.1.12:8080
	}

	chain service-web-tcp {
		numgen random mod 1 vmap { 0 : goto endpoint-web-0 }
	}

	chain service-other {
		numgen random mod 1 vmap { 0 : goto endpoint-other-0 }
	}

	chain services {
		ip daddr . meta l4proto . th dport vmap @service-ips
	}

	chain nat-prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		jump services
	}
}
`;

const inShort = (rules: ReturnType<typeof nftRules>) =>
  rules.map(({ chain, rule }) => `${chain}: ${rule}`);

describe('rules of netfilter', () => {
  it('are those of iptables-save, with table and chain', () => {
    const rules = iptablesRules(save, 'iptables');
    expect(rules).toHaveLength(save.split('\n').filter((line) => line.startsWith('-A ')).length);
    expect(rules).toContainEqual({
      ...{ by: 'iptables', table: 'nat', chain: 'KUBE-SEP-EHN5NGS5RUAFKYZW' },
      rule: '-p udp -m comment --comment "default/svb:u" -m udp -j DNAT --to-destination 10.244.1.3:5353',
    });
  });

  it('are those of nft, without what is said of the chains, and elements of maps', () => {
    expect(inShort(nftRules(NFTABLES_MODE))).toEqual([
      'service-ips: 10.96.0.80 . tcp . 8080 : goto service-web-tcp',
      'service-ips: 10.96.0.81 . tcp . 80 : goto service-other',
      'endpoint-web-0: ip saddr 10.244.1.12 jump mark-for-masquerade',
      'endpoint-web-0: meta l4proto tcp dnat to 10.244.1.12:8080',
      'service-web-tcp: numgen random mod 1 vmap { 0 : goto endpoint-web-0 }',
      'service-other: numgen random mod 1 vmap { 0 : goto endpoint-other-0 }',
      'services: ip daddr . meta l4proto . th dport vmap @service-ips',
      'nat-prerouting: jump services',
    ]);
  });

  it('stand there once, where iptables-nft made them, and both list them', () => {
    expect(nftRules(nft).length).toBeGreaterThan(10);
    const all = allRules({ nft: nft + NFTABLES_MODE, iptables: save, ip6tables: null });
    expect(new Set(all.filter(({ by }) => by === 'nft').map(({ table }) => table))).toEqual(
      new Set(
        nftRules(nft + NFTABLES_MODE)
          .map((r) => r.table)
          .filter((t) => !/^ip (nat|filter|mangle)$/.test(t)),
      ),
    );
    expect(allRules({ nft, iptables: '', ip6tables: null })).toEqual(nftRules(nft));
  });

  it.each([null, '', 'Operation not permitted', '}}\n\tchain x {\n'])('are none of %j', (text) => {
    expect(nftRules(text)).toEqual([]);
    expect(iptablesRules(text, 'iptables')).toEqual([]);
  });
});

describe('the rules that concern a pod', () => {
  const of = (rules: ReturnType<typeof nftRules>, address: string, device: string | null = null) =>
    inShort(concerningRules(namedRules(rules), { addresses: [address], device }));

  it('are those that name it, and those that lead to them, up to where packets come in', () => {
    expect(of(nftRules(NFTABLES_MODE), '10.244.1.12')).toEqual([
      'service-ips: 10.96.0.80 . tcp . 8080 : goto service-web-tcp',
      'endpoint-web-0: ip saddr 10.244.1.12 jump mark-for-masquerade',
      'endpoint-web-0: meta l4proto tcp dnat to 10.244.1.12:8080',
      'service-web-tcp: numgen random mod 1 vmap { 0 : goto endpoint-web-0 }',
      'services: ip daddr . meta l4proto . th dport vmap @service-ips',
      'nat-prerouting: jump services',
    ]);
  });

  it('are of its services alone', () => {
    const found = of(iptablesRules(save, 'iptables'), '10.244.1.3');
    const text = found.join('\n');
    expect(text).toContain('KUBE-SEP-EHN5NGS5RUAFKYZW: -p udp');
    expect(text).toMatch(/^KUBE-SERVICES: .*default\/svb:u.* -j KUBE-SVC-/m);
    expect(text).toMatch(/^PREROUTING: .*-j KUBE-SERVICES/m);
    expect(text).not.toContain('default/kubernetes:https');
  });

  it('are none of a pod that no rule names', () => {
    expect(of(nftRules(NFTABLES_MODE), '10.244.1.120')).toEqual([]);
    expect(of(nftRules(NFTABLES_MODE), '10.244.1.1')).toEqual([]);
  });

  it('are those of a prefix that it lies in, and of its device, but not of all addresses', () => {
    const rules = iptablesRules(
      [
        '*filter',
        '-A FORWARD -s 10.244.0.0/16 -j ACCEPT',
        '-A FORWARD -s 0.0.0.0/0 -j ACCEPT',
        '-A FORWARD -i cali12345678901 -j ACCEPT',
        '-A FORWARD -s 10.245.0.0/16 -j ACCEPT',
      ].join('\n'),
      'iptables',
    );
    expect(of(rules, '10.244.1.12', 'cali12345678901')).toEqual([
      'FORWARD: -s 10.244.0.0/16 -j ACCEPT',
      'FORWARD: -i cali12345678901 -j ACCEPT',
    ]);
  });

  it('are found by addresses of IPv6, with ports or in prefixes', () => {
    const rules = nftRules(
      'table ip6 a {\n\tchain c {\n\t\tdnat to [fd00::12]:8080\n\t\tip6 saddr fd00::/64 masquerade\n\t\tip6 saddr fd01::/64 drop\n\t}\n}\n',
    );
    expect(of(rules, 'fd00::12')).toHaveLength(2);
  });
});
