import { describe, expect, it, vi } from 'vitest';
import { labLabels } from '../../../src/labs/cluster/lab-labels.ts';
import { ensureService } from '../../../src/labs/cluster/service.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeKubernetes } from './fake-kubernetes.ts';
import { FakeRunner, type Reaction } from './fake-runner.ts';
import { access, nodeSite, pod, podSite } from './sites.ts';

vi.mock('../../../src/host/manifest-file.ts', () => import('../../support/manifests.ts'));
vi.mock('node:timers/promises', () => import('../../support/quick-timers.ts'));

const ADDRESS = '10.96.0.12';
const OURS = { ...labLabels('demo'), 'cni-lab/pod': 'pod2' };
/** A service and the pod behind it. */
const V4 = { service: ADDRESS, pod: '10.244.1.3' };
const NOTHING: Reaction = { exitCode: 1 };

/** kube-proxy's rules in iptables for a service with one pod behind it. */
const iptables = (service: string, target: string) =>
  [
    '*nat',
    ':KUBE-SERVICES - [0:0]',
    ':KUBE-SVC-AAAA - [0:0]',
    ':KUBE-SEP-BBBB - [0:0]',
    `-A KUBE-SERVICES -d ${service}/32 -p tcp -m tcp --dport 8080 -j KUBE-SVC-AAAA`,
    `-A KUBE-SEP-BBBB -p tcp -m tcp -j DNAT --to-destination ${target}:8080`,
    'COMMIT',
  ].join('\n');

const nftables = (service: string, target: string) =>
  `table ip kube-proxy {\n\tmap service-ips { elements = { ${service} . tcp . 8080 : goto x } }\n\tdnat to ${target}:8080\n}\n`;

interface Rules {
  iptables?: Reaction;
  nft?: Reaction;
  ipvs?: Reaction;
}

function reacting(rules: () => Rules) {
  return new FakeRunner((line) => {
    const { iptables = NOTHING, nft = NOTHING, ipvs = NOTHING } = rules();
    if (line.startsWith('iptables-save')) return iptables;
    return line.startsWith('nft') ? nft : ipvs;
  });
}

function asked(rules: () => Rules, labels: Record<string, string> = OURS, ends = V4) {
  const site = nodeSite('worker', { access: access({ net: reacting(rules) }) });
  const target = pod('pod2', { labels, addresses: [ends.pod] });
  const kubernetes = new FakeKubernetes();
  const api = {
    ...kubernetes.api,
    get: async <T>() => ({ spec: { clusterIP: ends.service } }) as T,
  };
  const pods = [podSite('a', site), podSite('b', site, { pod: target })] as const;
  return { kubernetes, service: () => ensureService(api, 'demo', pods) };
}

describe('a service with the second pod behind it', () => {
  it('is made as ours, with the name of its pod, and chooses that pod alone', async () => {
    const { kubernetes, service } = asked(() => ({ iptables: iptables(ADDRESS, '10.244.1.3') }));
    await service();
    expect(kubernetes.changes).toEqual(['apply Service cni-lab/pod2']);
    expect(kubernetes.applied[0]).toMatchObject({
      metadata: { labels: labLabels('demo') },
      spec: { selector: { 'cni-lab/pod': 'pod2' }, ports: [{ port: 8080 }, { port: 8080 }] },
    });
  });

  it.each([
    ['iptables', { iptables: iptables(ADDRESS, '10.244.1.3') }],
    ['nftables', { iptables: '*nat\nCOMMIT\n', nft: nftables(ADDRESS, '10.244.1.3') }],
  ])('is told with its address and the rules that translate it: %s', async (mode, rules) => {
    const found = await asked(() => rules).service();
    expect(found).toMatchObject({ address: ADDRESS, mode: { mode } });
  });

  it('is waited for until the node has rules for it', async () => {
    let looks = 0;
    const later = () => {
      looks++;
      if (looks < 4) return { iptables: '*nat\nCOMMIT\n' };
      return { iptables: iptables(ADDRESS, looks < 8 ? '10.244.1.99' : '10.244.1.3') };
    };
    await asked(later).service();
    expect(looks).toBeGreaterThanOrEqual(8);
  });

  it('is never translated: a CNI does so by BPF, or nobody', async () => {
    fastClock();
    const { service } = asked(() => ({ iptables: '*nat\nCOMMIT\n', nft: '' }));
    expect(await labErrorIn(service())).toMatchObject({
      code: 'E_TIMEOUT',
      message: `after 30 s worker does not translate the service ${ADDRESS}`,
    });
  });

  it.each([
    ["somebody else's", { app: 'web' }],
    ["another lab's", { ...OURS, ...labLabels('other') }],
  ])('is not made for a pod that is %s', async (_whose, labels) => {
    const { kubernetes, service } = asked(() => ({}), labels);
    expect(await labErrorIn(service())).toMatchObject({
      code: 'E_POD',
      message: 'no service is made for cni-lab/pod2',
    });
    expect(kubernetes.changes).toEqual([]);
  });

  it('is not taken to be translated by the rules of another with a longer address', async () => {
    fastClock();
    const { service } = asked(() => ({ iptables: iptables('10.96.0.123', '10.244.1.34') }));
    expect((await labErrorIn(service())).code).toBe('E_TIMEOUT');
  });

  // /proc/net/ip_vs has addresses in hexadecimal
  it('is translated by IPVS', async () => {
    fastClock();
    const ipvs = [
      'IP Virtual Server version 1.2.1 (size=4096)',
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
      'TCP  0A60000C:1F90 rr',
      '  -> 0AF40103:1F90      Masq    1      0          0',
    ].join('\n');
    const sets = '-A KUBE-SERVICES -m set --match-set KUBE-CLUSTER-IP dst,dst -j ACCEPT\n';
    const found = await asked(() => ({ iptables: sets, nft: '', ipvs })).service();
    expect(found.mode.mode).toBe('ipvs');
  });

  it('is translated by IPVS in a cluster of IPv6', async () => {
    fastClock();
    const ipvs = [
      'TCP  [fd00:0010:0096:0000:0000:0000:0000:0012]:1F90 rr',
      '  -> [fd00:0010:0244:0001:0000:0000:0000:0003]:1F90      Masq    1      0          0',
    ].join('\n');
    const ends = { service: 'fd00:10:96::12', pod: 'fd00:10:244:1::3' };
    const found = await asked(() => ({ nft: '', ipvs }), OURS, ends).service();
    expect(found.address).toBe('fd00:10:96::12');
  });
});
