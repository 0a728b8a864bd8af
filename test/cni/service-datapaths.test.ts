import { describe, expect, it } from 'vitest';
import {
  mayHaveServices,
  type ServiceFacts,
  serviceDatapaths,
} from '../../src/cni/service-datapaths.ts';
import { CATALOGUE, findDatapath } from '../../src/datapaths/catalogue.ts';
import { placementOf } from '../../src/datapaths/datapath.ts';
import { passageOf } from '../../src/datapaths/topology.ts';

const FACTS: ServiceFacts = { kubeProxy: 'iptables', bridgeNetfilter: true };
const OFF: ServiceFacts = { ...FACTS, bridgeNetfilter: false };
const of = (podToPod: readonly string[], facts: Partial<ServiceFacts> = {}) =>
  serviceDatapaths(podToPod, { ...FACTS, ...facts });

describe('the datapaths to a service', () => {
  it('are those of routed pods, whatever bridges do', () => {
    for (const sameNode of ['linux/ptp', 'kindnet/same-node']) {
      for (const bridgeNetfilter of [true, false, null]) {
        expect(of([sameNode], { bridgeNetfilter })).toEqual(['kube-proxy/iptables']);
      }
    }
    expect(of(['linux/ptp'], { kubeProxy: 'ipvs' })).toEqual(['kube-proxy/ipvs']);
  });

  it('are those over the bridge, where it hands frames to netfilter', () => {
    for (const sameNode of ['linux/bridge', 'flannel/same-node']) {
      expect(of([sameNode])).toEqual(['kube-proxy/iptables-bridge']);
      expect(of([sameNode], { kubeProxy: 'nftables' })).toEqual(['kube-proxy/nftables-bridge']);
    }
  });

  it('are the one that breaks, where it does not', () => {
    expect(of(['linux/bridge'], OFF)).toEqual(['kube-proxy/bridge-nf-off']);
    expect(of(['linux/bridge'], { ...OFF, kubeProxy: 'nftables' })).toEqual([]);
  });

  it('are not guessed where it is not known', () => {
    expect(of(['linux/bridge'], { bridgeNetfilter: null })).toEqual([]);
    for (const kubeProxy of [null, 'none'] as const) {
      expect(of(['flannel/same-node', 'flannel/vxlan'], { kubeProxy })).toEqual([]);
    }
    expect(of(['cilium/same-node', 'cilium/cross-node'])).toEqual([]);
  });

  it('go through the tunnel too, where pods of another node are behind it', () => {
    const within = 'kube-proxy/iptables-bridge';
    const across = 'kube-proxy/iptables-vxlan';
    expect(of(['flannel/same-node', 'flannel/vxlan'])).toEqual([within, across]);
    expect(of(['flannel/same-node', 'flannel/vxlan'], OFF)).toContain(across);
    expect(of(['flannel/same-node', 'flannel/host-gw'])).toEqual([within]);
  });

  it('are in the catalogue, from pod 1 to a service with pod 2 behind it', () => {
    const podToPod = ['linux/ptp', 'flannel/same-node', 'flannel/vxlan'];
    const names = (['iptables', 'nftables'] as const).flatMap((kubeProxy) => [
      ...of(podToPod, { kubeProxy }),
      ...of(podToPod, { ...OFF, kubeProxy }),
    ]);
    expect(new Set(names).size).toBe(7);
    for (const name of names) {
      const datapath = findDatapath(name);
      const { from, to, service } = passageOf(datapath.topology(4));
      expect([from, to, datapath.backends]).toEqual(['pod1', 'pod2', undefined]);
      expect(service).toBeDefined();
      expect(placementOf(datapath)).toBe(name.endsWith('-vxlan') ? 'cross-node' : 'same-node');
    }
  });
});

it('is asked of a node wherever there may be any, and only there', () => {
  for (const { name } of CATALOGUE) {
    const found = [true, false].flatMap((bridgeNetfilter) =>
      serviceDatapaths([name], { kubeProxy: 'iptables', bridgeNetfilter }),
    );
    expect(mayHaveServices([name])).toBe(found.length > 0);
  }
});
