import { expect, it } from 'vitest';
import { promisableDatapaths } from '../../src/cni/promisable.ts';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';

it('is what live clusters promise, by their CNI, and what else they show', () => {
  const promisable = promisableDatapaths();
  const live = CATALOGUE.map(({ name }) => name).filter((name) => promisable.has(name));
  for (const name of [
    ...['cilium/same-node', 'cilium/cross-node-vxlan-legacy', 'cilium/wireguard'],
    ...['cilium/netkit-cross-node', 'cilium/policy-drop', 'cilium/socket-lb', 'calico/bgp'],
    ...['canal/cross-node', 'flannel/host-gw', 'flannel/udp', 'kindnet/cross-node', 'linux/ptp'],
    ...['kube-proxy/ipvs', 'kube-proxy/iptables-bridge', 'kube-proxy/nftables-vxlan'],
  ])
    expect(live).toContain(name);
  for (const name of [
    'linux/dpdk',
    'linux/macvlan',
    'cilium/xdp-tx',
    'kube-proxy/userspace',
    'cilium/ipip',
  ])
    expect(live).not.toContain(name);
});

it('cilium is promised by its own mode alone', () => {
  const own = [...promisableDatapaths()].filter((name) => name.startsWith('cilium/'));
  expect(own).not.toContain('cilium/openvswitch');
});
