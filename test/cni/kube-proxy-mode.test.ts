import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KubeProxyFacts, kubeProxyMode } from '../../src/cni/kube-proxy-mode.ts';
import { recorded } from './recorded.ts';

const NONE: KubeProxyFacts = { iptables: null, nft: null, ipvs: null, links: null, config: null };
const RECORDED = ['flannel-vxlan', 'kindnet', 'kube-proxy-iptables'];
const KUBELET_ONLY = recorded('cilium-agent/iptables.txt');
const NFTABLES =
  'table ip kube-proxy {\n\tcomment "rules for kube-proxy"\n\tchain services {\n\t}\n}\n';

describe('the recorded rule sets', () => {
  it.each(RECORDED)('%s: iptables, by either tool', (folder) => {
    const iptables = recorded(`${folder}/worker.iptables.txt`);
    const nft = recorded(`${folder}/worker.nft.txt`);
    expect(kubeProxyMode({ ...NONE, iptables, nft })).toMatchObject({
      mode: 'iptables',
      evidence: [expect.stringMatching(/iptables-save: chain KUBE-S(VC|EP)-/)],
    });
    expect(kubeProxyMode({ ...NONE, iptables })).toMatchObject({ mode: 'iptables' });
    expect(kubeProxyMode({ ...NONE, nft })).toMatchObject({
      mode: 'iptables',
      evidence: [expect.stringContaining('iptables-nft')],
    });
  });

  it("a Cilium node without kube-proxy: the kubelet's own chains are not kube-proxy's", () => {
    expect(KUBELET_ONLY).toContain(':KUBE-KUBELET-CANARY');
    expect(kubeProxyMode({ ...NONE, iptables: KUBELET_ONLY, nft: '' }).mode).toBe('none');
  });
});

describe('other modes', () => {
  it.each(['ip', 'ip6'])('nftables, by its table of family %s', (family) => {
    const nft = NFTABLES.replace('table ip ', `table ${family} `);
    expect(kubeProxyMode({ ...NONE, iptables: KUBELET_ONLY, nft })).toEqual({
      mode: 'nftables',
      evidence: [`nft: table ${family} kube-proxy`],
    });
  });

  it('userspace, by the chains that lead to its ports', () => {
    const iptables = ':KUBE-PORTALS-CONTAINER - [0:0]\n:KUBE-PORTALS-HOST - [0:0]\n';
    expect(kubeProxyMode({ ...NONE, iptables, nft: '' })).toEqual({
      ...{ mode: 'userspace', evidence: ['iptables: chain KUBE-PORTALS-CONTAINER'] },
    });
    const nft = 'table ip nat {\n\tchain KUBE-PORTALS-HOST {\n';
    expect(kubeProxyMode({ ...NONE, nft }).mode).toBe('userspace');
  });

  it('ipvs, by its device or its ipsets, and then by its servers', () => {
    const links = '[{"ifindex":9,"ifname":"kube-ipvs0"}]';
    const iptables = `${KUBELET_ONLY}-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT\n`;
    const ipvs = 'IP Virtual Server version 1.2.1\nTCP  10.96.0.1:443 rr\n';
    expect(kubeProxyMode({ ...NONE, links }).mode).toBe('ipvs');
    expect(kubeProxyMode({ ...NONE, iptables }).mode).toBe('ipvs');
    expect(kubeProxyMode({ ...NONE, links, iptables, ipvs }).evidence).toEqual([
      'ip link: device kube-ipvs0',
      'iptables: ipset KUBE-CLUSTER-IP',
      'IPVS: virtual servers',
    ]);
  });

  it("IPVS of somebody else is not kube-proxy's", () => {
    const ipvs = 'TCP  203.0.113.1:80 rr\n';
    expect(kubeProxyMode({ ...NONE, iptables: KUBELET_ONLY, nft: '', ipvs }).mode).toBe('none');
  });
});

describe('the ConfigMap', () => {
  const config = (mode: string) =>
    `apiVersion: kubeproxy.config.k8s.io/v1alpha1\nmetricsBindAddress: ""\nmode: ${mode}\n`;
  const iptables = recorded('kindnet/worker.iptables.txt');

  it('loses against live rules', () => {
    const { mode, evidence } = kubeProxyMode({ ...NONE, iptables, config: config('nftables') });
    expect(mode).toBe('iptables');
    expect(evidence).toContain('ConfigMap kube-proxy asks for nftables');
  });

  it('decides between rules of two modes; without it nothing does', () => {
    const both = { ...NONE, iptables, nft: NFTABLES };
    expect(kubeProxyMode(both).mode).toBeNull();
    expect(kubeProxyMode({ ...both, config: config('"nftables"') }).mode).toBe('nftables');
    expect(kubeProxyMode({ ...both, config: config('ipvs') }).mode).toBeNull();
  });

  it.each([
    ['nftables', 'nftables'],
    ['"ipvs"', 'ipvs'],
    ['""', 'iptables'],
    ['', 'iptables'],
    ['userspace', null],
  ])('mode: %s stands in for rules that were not read', (written, mode) => {
    expect(kubeProxyMode({ ...NONE, config: config(written) }).mode).toBe(mode);
  });
});

describe('too little to go by', () => {
  it('none is said only when both rule sets were read', () => {
    expect(kubeProxyMode({ ...NONE, iptables: KUBELET_ONLY })).toEqual({
      mode: null,
      evidence: ['nft list ruleset was not read'],
    });
    expect(kubeProxyMode({ ...NONE, nft: '' })).toEqual({
      mode: null,
      evidence: ['iptables-save was not read'],
    });
  });

  it('garbage tells nothing', () => {
    const text = fc.option(fc.string());
    const facts = fc.record({ iptables: text, nft: text, ipvs: text, links: text, config: text });
    fc.assert(
      fc.property(facts, (garbage) => {
        expect([null, 'none']).toContain(kubeProxyMode(garbage).mode);
      }),
    );
  });
});
