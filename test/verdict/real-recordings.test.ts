import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, claims, findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { identify } from '../../src/verdict/identify.ts';
import { judge } from '../../src/verdict/judge.ts';
import { isAPart, isContained, looksLike } from '../support/look-alikes.ts';
import { realHandshake, realObservation } from '../support/real-run.ts';

/** Recordings whose taps are more than files alone can tell; MAC addresses as `ip link` gave them there. */
const REAL = [
  {
    folder: 'flannel-vxlan-cross',
    datapath: 'flannel/vxlan',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '46:47:75:b4:03:d1' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '46:47:75:b4:03:d1' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: '8a:b5:39:2f:09:cb' },
      'node1/flannel.1': { file: 'node1-flannel.1.pcap', mac: '26:3f:75:68:f0:29' },
      'node1/eth0': { file: 'node1-eth0.pcap', mac: '02:42:ac:12:00:05' },
      'node2/eth0': { file: 'node2-eth0.pcap', mac: '02:42:ac:12:00:04' },
      'node2/flannel.1': { file: 'node2-flannel.1.pcap', mac: '26:e0:4c:1f:5e:9f' },
      'node2/cni0': { file: 'node2-cni0.pcap', mac: '6e:5b:11:0a:c1:ee' },
      'pod2/lxc': { file: 'node2-pod2-lxc.pcap', mac: 'fe:64:ed:56:09:36' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'fe:64:ed:56:09:36' },
    },
  },
  {
    folder: 'cilium-vxlan-bpf-cross',
    datapath: 'cilium/cross-node-vxlan',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '16:d7:1c:76:9b:d7' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '16:d7:1c:76:9b:d7' },
      // frames pass the tunnel's devices as the pods wrote them: no MAC address tells their direction
      'node1/cilium_vxlan': { file: 'rig-worker-cilium_vxlan.pcap', mac: '16:d7:1c:76:9b:d7' },
      'node1/eth0': { file: 'rig-worker-eth0.pcap', mac: '02:42:ac:12:00:03' },
      'node2/eth0': { file: 'rig-control-plane-eth0.pcap', mac: '02:42:ac:12:00:02' },
      'node2/cilium_vxlan': {
        file: 'rig-control-plane-cilium_vxlan.pcap',
        mac: '6a:5d:2b:28:a7:ee',
      },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: '6a:5d:2b:28:a7:ee' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '6a:5d:2b:28:a7:ee' },
    },
  },
  {
    folder: 'cilium-vxlan-bpf',
    datapath: 'cilium/same-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '16:d7:1c:76:9b:d7' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '16:d7:1c:76:9b:d7' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: 'd6:ab:aa:59:6b:3e' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'd6:ab:aa:59:6b:3e' },
    },
  },
  {
    folder: 'cilium-native-bpf',
    datapath: 'cilium/same-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '4e:81:0f:5b:c4:ef' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '4e:81:0f:5b:c4:ef' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: 'd6:28:83:5e:50:ff' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'd6:28:83:5e:50:ff' },
    },
  },
  {
    folder: 'cilium-native-legacy',
    datapath: 'cilium/same-node-legacy',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '3e:a8:ea:c6:00:47' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '3e:a8:ea:c6:00:47' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: '2e:b0:4a:f4:fe:13' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '2e:b0:4a:f4:fe:13' },
    },
  },
  {
    folder: 'cilium-iptables-masq',
    datapath: 'cilium/same-node-legacy',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '42:84:2a:70:68:e3' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '42:84:2a:70:68:e3' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: '16:1e:18:37:35:55' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '16:1e:18:37:35:55' },
    },
  },
  {
    folder: 'cilium-native-bpf-cross',
    datapath: 'cilium/cross-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '4e:81:0f:5b:c4:ef' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '4e:81:0f:5b:c4:ef' },
      'node1/eth0': { file: 'rig-worker-eth0.pcap', mac: '02:42:ac:12:00:03' },
      'node2/eth0': { file: 'rig-control-plane-eth0.pcap', mac: '02:42:ac:12:00:02' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: 'be:a8:35:6c:db:46' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'be:a8:35:6c:db:46' },
    },
  },
  {
    folder: 'cilium-native-legacy-cross',
    datapath: 'cilium/cross-node-legacy',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '3e:a8:ea:c6:00:47' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '3e:a8:ea:c6:00:47' },
      'node1/eth0': { file: 'rig-worker-eth0.pcap', mac: '02:42:ac:12:00:02' },
      'node2/eth0': { file: 'rig-control-plane-eth0.pcap', mac: '02:42:ac:12:00:03' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: '9e:51:56:a2:16:93' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '9e:51:56:a2:16:93' },
    },
  },
  {
    folder: 'cilium-iptables-masq-cross',
    datapath: 'cilium/cross-node-legacy',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '42:84:2a:70:68:e3' },
      'pod1/lxc': { file: 'pod1-lxc.pcap', mac: '42:84:2a:70:68:e3' },
      'node1/eth0': { file: 'rig-worker-eth0.pcap', mac: '02:42:ac:12:00:02' },
      'node2/eth0': { file: 'rig-control-plane-eth0.pcap', mac: '02:42:ac:12:00:03' },
      'pod2/lxc': { file: 'pod2-lxc.pcap', mac: 'a6:c0:67:bb:75:4e' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'a6:c0:67:bb:75:4e' },
    },
  },
  {
    folder: 'cilium-seed-style',
    datapath: 'cilium/same-node',
    taps: {
      'pod1/eth0': { file: 'pod1_lxc.cap', mac: 'a6:da:59:85:9c:de' },
      'pod1/lxc': { file: 'pod1_lxc_pair.cap', mac: 'a6:da:59:85:9c:de' },
      'pod2/lxc': { file: 'pod2_lxc_pair.cap', mac: 'fe:41:23:8f:d5:b8' },
      'pod2/eth0': { file: 'pod2_lxc.cap', mac: 'fe:41:23:8f:d5:b8' },
    },
  },
  {
    folder: 'flannel-vxlan',
    datapath: 'flannel/same-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '46:47:75:b4:03:d1' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '46:47:75:b4:03:d1' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: '8a:b5:39:2f:09:cb' },
      'pod2/lxc': { file: 'node1-pod2-lxc.pcap', mac: '56:76:a9:33:4b:6c' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '56:76:a9:33:4b:6c' },
    },
  },
  {
    folder: 'kindnet',
    datapath: 'kindnet/same-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '42:c6:61:ba:23:29' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '42:c6:61:ba:23:29' },
      'pod2/lxc': { file: 'node1-pod2-lxc.pcap', mac: 'e6:8d:b5:59:0b:22' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'e6:8d:b5:59:0b:22' },
    },
  },
  {
    folder: 'kindnet-cross',
    datapath: 'kindnet/cross-node',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '42:c6:61:ba:23:29' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '42:c6:61:ba:23:29' },
      'node1/eth0': { file: 'node1-eth0.pcap', mac: '02:42:ac:12:00:05' },
      'node2/eth0': { file: 'node2-eth0.pcap', mac: '02:42:ac:12:00:04' },
      'pod2/lxc': { file: 'node2-pod2-lxc.pcap', mac: 'f2:57:96:d0:88:ac' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'f2:57:96:d0:88:ac' },
    },
  },
  {
    folder: 'flannel-udp-cross',
    datapath: 'flannel/udp',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '0a:34:85:4b:4f:30' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '0a:34:85:4b:4f:30' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: 'f2:6e:86:90:3f:ec' },
      'node1/flannel0': { file: 'node1-flannel0.pcap', sends: '10.244.1.2' },
      'node1/eth0': { file: 'node1-eth0.pcap', mac: '02:42:ac:12:00:05' },
      'node2/eth0': { file: 'node2-eth0.pcap', mac: '02:42:ac:12:00:04' },
      'node2/flannel0': { file: 'node2-flannel0.pcap', sends: '10.244.0.2' },
      'node2/cni0': { file: 'node2-cni0.pcap', mac: '42:df:92:1f:c1:ec' },
      'pod2/lxc': { file: 'node2-pod2-lxc.pcap', mac: '12:37:9b:03:06:c1' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '12:37:9b:03:06:c1' },
    },
  },
  {
    folder: 'multus-macvlan',
    datapath: 'multus/macvlan',
    taps: {
      'pod1/net1': { file: 'pod1-net1.pcap', mac: 'e2:6e:7a:02:f3:76' },
      'pod1/eth0': { file: 'pod1-eth0.pcap', silent: true },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', silent: true },
      'node1/cni0': { file: 'node1-cni0.pcap', silent: true },
      'node1/eth0': { file: 'node1-eth0.pcap', mac: '02:42:ac:12:00:05' },
      'pod2/lxc': { file: 'node1-pod2-lxc.pcap', silent: true },
      'pod2/eth0': { file: 'pod2-eth0.pcap', silent: true },
      'pod2/net1': { file: 'pod2-net1.pcap', mac: 'd6:87:64:15:4a:d5' },
    },
  },
  {
    folder: 'kube-proxy-kindnet-udp',
    datapath: 'kube-proxy/iptables',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '42:c6:61:ba:23:29' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '42:c6:61:ba:23:29' },
      'pod2/lxc': { file: 'node1-pod2-lxc.pcap', mac: 'e6:8d:b5:59:0b:22' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'e6:8d:b5:59:0b:22' },
    },
  },
  {
    folder: 'kube-proxy-flannel-tcp',
    datapath: 'kube-proxy/iptables-bridge',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '12:41:ef:a9:58:6c' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '12:41:ef:a9:58:6c' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: '8a:b5:39:2f:09:cb' },
      'pod2/lxc': { file: 'node1-pod2-lxc.pcap', mac: '6a:3c:b8:ba:9f:2b' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '6a:3c:b8:ba:9f:2b' },
    },
  },
  {
    folder: 'kube-proxy-flannel-hairpin-tcp',
    datapath: 'kube-proxy/hairpin-bridge',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '12:41:ef:a9:58:6c' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '12:41:ef:a9:58:6c' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: '8a:b5:39:2f:09:cb' },
    },
  },
  {
    folder: 'kube-proxy-flannel-cross-udp',
    datapath: 'kube-proxy/iptables-vxlan',
    taps: {
      'pod1/eth0': { file: 'pod1-eth0.pcap', mac: '12:41:ef:a9:58:6c' },
      'pod1/lxc': { file: 'node1-pod1-lxc.pcap', mac: '12:41:ef:a9:58:6c' },
      'node1/cni0': { file: 'node1-cni0.pcap', mac: '8a:b5:39:2f:09:cb' },
      'node1/flannel.1': { file: 'node1-flannel.1.pcap', mac: '26:3f:75:68:f0:29' },
      'node1/eth0': { file: 'node1-eth0.pcap', mac: '02:42:ac:12:00:05' },
      'node2/eth0': { file: 'node2-eth0.pcap', mac: '02:42:ac:12:00:04' },
      'node2/flannel.1': { file: 'node2-flannel.1.pcap', mac: '26:e0:4c:1f:5e:9f' },
      'node2/cni0': { file: 'node2-cni0.pcap', mac: '6e:5b:11:0a:c1:ee' },
      'pod2/lxc': { file: 'node2-pod2-lxc.pcap', mac: '52:3f:88:71:b8:52' },
      'pod2/eth0': { file: 'pod2-eth0.pcap', mac: '52:3f:88:71:b8:52' },
    },
  },
] as const;

describe.each(REAL)('the real recording $folder', ({ folder, datapath, taps }) => {
  const observation = realObservation(folder, taps);
  const verdictOf = (name: string) => judge(observation, null, claimOf(findDatapath(name), 4));

  it('passes by its signature, with every tap of it', () => {
    const { signature, overlooked = [] } = findDatapath(datapath);
    const captured = Object.keys(taps);
    expect(captured.filter((tap) => !overlooked.includes(tap))).toEqual(Object.keys(signature));
    expect(captured).toEqual(expect.arrayContaining([...overlooked]));
    const { verdict, findings } = verdictOf(datapath);
    expect(findings).toEqual([]);
    expect(verdict).toBe('pass');
  });

  it('is named right', () => {
    const { names } = identify(observation, null, claims(4));
    expect(names).toContain(datapath);
    // a step of TTL that one may take as well tells it from its twins, where it was taken
    expect(looksLike(datapath)).toEqual(expect.arrayContaining([...names]));
  });

  it('is no other datapath', () => {
    for (const { name } of CATALOGUE) {
      if (looksLike(datapath).includes(name)) continue;
      const { verdict, checks } = verdictOf(name);
      if (verdict === 'inconclusive' && isAPart(checks)) continue;
      if (isContained(findDatapath(name), findDatapath(datapath))) continue;
      expect(`${name} ${verdict}`).toBe(`${name} fail`);
    }
  });
});

it('has every recording', () => {
  const folders = readdirSync(new URL('../fixtures/recordings/', import.meta.url));
  const judged = [...REAL.map(({ folder }) => folder), 'cilium-socket-lb'];
  expect(judged.toSorted()).toEqual(folders.filter((name) => name !== 'README.md').toSorted());
});

describe('the real recording cilium-socket-lb', () => {
  const taps = {
    'pod1/eth0': { file: 'pod1-eth0.pcap', mac: 'a6:da:59:85:9c:de' },
    'pod1/lxc': { file: 'pod1-lxc.pcap', mac: 'a6:da:59:85:9c:de' },
    'pod2/lxc': { file: 'pod2-lxc.pcap', mac: 'fe:41:23:8f:d5:b8' },
    'pod2/eth0': { file: 'pod2-eth0.pcap', mac: 'fe:41:23:8f:d5:b8' },
  };
  const claim = claimOf(findDatapath('cilium/socket-lb'), 4);

  it('passes where the client ran in its pod', () => {
    const observation = realHandshake('cilium-socket-lb', taps, 8080);
    expect(judge(observation, null, claim)).toMatchObject({ verdict: 'pass', findings: [] });
    expect(identify(observation, null, claims(4)).names).toEqual(['cilium/socket-lb']);
  });

  it('fails where it only entered the network namespace: the service address was on the wire', () => {
    const { verdict, findings } = judge(realHandshake('cilium-socket-lb', taps, 80), null, claim);
    expect(verdict).toBe('fail');
    expect(findings.map(({ code, tap, leg }) => `${code} ${tap} ${leg}`)).toContain(
      'missing pod2/eth0 request',
    );
  });
});
