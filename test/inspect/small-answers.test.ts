import { describe, expect, it } from 'vitest';
import { entriesOf, parseFdb, tunnelEntries } from '../../src/inspect/fdb.ts';
import { parseNetnsIds } from '../../src/inspect/netns-ids.ts';
import { isSomebodys, parsePolicyRules } from '../../src/inspect/policy-rules.ts';
import { parseSettings } from '../../src/inspect/settings.ts';
import { parseSocketPrograms } from '../../src/inspect/socket-programs.ts';
import { virtualServersOf } from '../../src/inspect/virtual-servers.ts';

describe('a forwarding database', () => {
  const entries = parseFdb(
    JSON.stringify([
      { mac: '02:00:00:00:00:0b', ifname: 'veth1', flags: [], master: 'cni0', state: '' },
      { mac: '02:00:00:00:00:0c', ifname: 'veth2', flags: [], master: 'cni0', state: '' },
      { mac: '33:33:00:00:00:01', ifname: 'veth1', flags: ['self'], state: 'permanent' },
      { mac: '02:00:00:00:02:01', ifname: 'flannel.1', dst: '192.168.1.2', state: 'permanent' },
    ]),
  );

  it('says by which port a pod is reached', () => {
    expect(entriesOf(entries, '02:00:00:00:00:0b', 'veth1')).toEqual([
      {
        ...{ mac: '02:00:00:00:00:0b', device: 'veth1', master: 'cni0', remote: null, state: '' },
      },
    ]);
    expect(entriesOf(entries, '02:00:00:00:00:0b', 'veth2')).toEqual([]);
    expect(entriesOf(entries, null, 'veth1')).toEqual([]);
  });

  it('says to which node a tunnel leads', () => {
    expect(tunnelEntries(entries)).toMatchObject([{ device: 'flannel.1', remote: '192.168.1.2' }]);
  });
});

it('reads rules for routes, and knows those of the kernel', () => {
  const text =
    '0:\tfrom all lookup local\n9:\tfrom all fwmark 0x200/0xf00 lookup 2004\n32766:\tfrom all lookup main\n';
  const rules = parsePolicyRules(text, 4);
  expect(rules.filter(isSomebodys)).toEqual([
    { priority: 9, family: 4, rule: 'from all fwmark 0x200/0xf00 lookup 2004' },
  ]);
  expect(rules).toHaveLength(3);
  expect(parsePolicyRules('RTNETLINK answers: Operation not supported', 6)).toEqual([]);
});

it('reads the names that a namespace has for others', () => {
  expect(parseNetnsIds('[{"nsid":0,"name":"pod1"},{"nsid":3},{"name":"x"}]')).toEqual([
    { nsid: 0, name: 'pod1' },
    { nsid: 3, name: null },
  ]);
});

it('reads settings, and leaves out complaints', () => {
  expect(
    parseSettings(
      'net.ipv4.ip_forward = 1\nsysctl: cannot stat\nnet.netfilter.nf_conntrack_max = 262144\n',
    ),
  ).toEqual([
    { name: 'net.ipv4.ip_forward', value: '1' },
    { name: 'net.netfilter.nf_conntrack_max', value: '262144' },
  ]);
});

it('reads the programs that are asked about sockets, not those about devices', () => {
  const text = JSON.stringify([
    { id: 1, attach_type: 'cgroup_device', name: 'sd_devices' },
    { id: 2, attach_type: 'cgroup_inet4_connect', name: 'cil_sock4_connect' },
  ]);
  expect(parseSocketPrograms(text)).toEqual([
    { hook: 'cgroup_inet4_connect', name: 'cil_sock4_connect' },
  ]);
});

describe('services of IPVS', () => {
  const byTool = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.96.0.80:8080 rr
  -> 10.244.1.12:8080             Masq    1      0          0
  -> 10.244.1.13:8080             Masq    1      0          0
UDP  [fd00:96::80]:8080 rr
  -> [fd00:10:244:1::12]:8080     Masq    1      0          0
`;
  const byFile = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  10.96.0.80:1F90 rr
  -> 10.244.1.12:1F90      Masq    1      0          0
`;

  it('are those that the pod answers for', () => {
    expect(virtualServersOf(byTool, ['10.244.1.12'])).toEqual([
      { service: 'TCP 10.96.0.80:8080 rr', backend: '10.244.1.12:8080 Masq 1' },
    ]);
    expect(virtualServersOf(byTool, ['fd00:10:244:1::12'])).toMatchObject([
      { service: 'UDP [fd00:96::80]:8080 rr' },
    ]);
    expect(virtualServersOf(byTool, ['10.244.1.1'])).toEqual([]);
    expect(virtualServersOf(null, ['10.244.1.1'])).toEqual([]);
  });

  it('are the same of the file in /proc', () => {
    expect(virtualServersOf(byFile, ['10.244.1.12'])).toMatchObject([
      { backend: '10.244.1.12:1F90 Masq 1' },
    ]);
  });
});
