import { describe, expect, it } from 'vitest';
import { liveKubeProxyMode, serviceRules } from '../../src/labs/service-rules.ts';
import { recorded as recordedCluster } from '../cni/recorded.ts';
import { FakeRunner, type Reaction } from './cluster/fake-runner.ts';

const NOTHING: Reaction = { exitCode: 1 };

interface Answers {
  readonly iptables?: string;
  readonly nft?: string;
  readonly ipvs?: string;
  readonly links?: string;
}

function node({ iptables, nft, ipvs, links }: Answers): FakeRunner {
  return new FakeRunner((line) => {
    if (/^ip6?tables-save/.test(line)) return iptables ?? NOTHING;
    if (line.startsWith('nft')) return nft ?? NOTHING;
    return (line.startsWith('cat') ? ipvs : links) ?? NOTHING;
  });
}

/** /proc/net/ip_vs of a lab of kube-proxy/ipvs, both families at once, on 6.12. */
const IP_VS = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600032:1F90 rr  
  -> 0AF4010C:1F90      Masq    1      0          0         
TCP  [fd00:0010:0096:0000:0000:0000:0000:0050]:1F90 rr 
  -> [fd00:0010:0244:0001:0000:0000:0000:0012]:1F90      Masq    1      0          0         
`;

describe('how a node translates services', () => {
  it.each(['kindnet', 'flannel-vxlan', 'kube-proxy-iptables'])(
    '%s: by iptables',
    async (folder) => {
      const runner = node({
        iptables: recordedCluster(`${folder}/worker.iptables.txt`),
        nft: recordedCluster(`${folder}/worker.nft.txt`),
      });
      expect((await liveKubeProxyMode(runner, 4)).mode).toBe('iptables');
    },
  );

  it('by IPVS, where the device of kube-proxy is, without any rule of iptables', async () => {
    const links = '[{"ifindex":4,"ifname":"kube-ipvs0"}]';
    const { mode, evidence } = await liveKubeProxyMode(
      node({ iptables: '', nft: '', ipvs: IP_VS, links }),
      4,
    );
    expect(mode).toBe('ipvs');
    expect(evidence).toEqual(['ip link: device kube-ipvs0', 'IPVS: virtual servers']);
  });

  it('not at all, where IPVS is of somebody else', async () => {
    const runner = node({ iptables: '', nft: '', ipvs: IP_VS, links: '[]' });
    expect((await liveKubeProxyMode(runner, 4)).mode).toBe('none');
  });

  it('is not known where no tool is there', async () => {
    expect((await liveKubeProxyMode(node({}), 4)).mode).toBeNull();
  });

  it.each([
    [4, 'iptables-save -t nat'],
    [6, 'ip6tables-save -t nat'],
  ] as const)('is asked of the iptables of the family: %s', async (family, line) => {
    const runner = node({});
    await serviceRules(runner, family);
    expect(runner.asked.filter((asked) => asked.includes('tables-save'))).toEqual([line]);
  });
});

it('has the addresses of IPVS as they are written everywhere', async () => {
  const { ipvs } = await serviceRules(node({ ipvs: IP_VS }), 4);
  expect(ipvs).toContain('TCP  10.96.0.50:1F90 rr');
  expect(ipvs).toContain('-> 10.244.1.12:1F90 ');
  expect(ipvs).toContain('TCP  [fd00:10:96::50]:1F90 rr');
  expect(ipvs).toContain('-> [fd00:10:244:1::12]:1F90 ');
});
