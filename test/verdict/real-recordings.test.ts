import { describe, expect, it } from 'vitest';
import { CATALOGUE, claims, findDatapath } from '../../src/datapaths/catalogue.ts';
import { claimOf } from '../../src/datapaths/datapath.ts';
import { identify } from '../../src/verdict/identify.ts';
import { judge } from '../../src/verdict/judge.ts';
import { isAPart, looksLike } from '../support/look-alikes.ts';
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
] as const;

describe.each(REAL)('the real recording $folder', ({ folder, datapath, taps }) => {
  const observation = realObservation(folder, taps);
  const verdictOf = (name: string) => judge(observation, null, claimOf(findDatapath(name), 4));

  it('passes by its signature, with every tap of it', () => {
    expect(Object.keys(taps)).toEqual(Object.keys(findDatapath(datapath).signature));
    const { verdict, findings } = verdictOf(datapath);
    expect(findings).toEqual([]);
    expect(verdict).toBe('pass');
  });

  it('is named right', () => {
    const { names } = identify(observation, null, claims(4));
    expect(names.toSorted()).toEqual(looksLike(datapath).toSorted());
  });

  it('is no other datapath', () => {
    for (const { name } of CATALOGUE) {
      if (looksLike(datapath).includes(name)) continue;
      const { verdict, checks } = verdictOf(name);
      if (verdict === 'inconclusive' && isAPart(checks)) continue;
      expect(`${name} ${verdict}`).toBe(`${name} fail`);
    }
  });
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
