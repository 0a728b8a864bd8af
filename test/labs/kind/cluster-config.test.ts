import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clusterConfig } from '../../../src/labs/kind/cluster-config.ts';
import type { CniChoice, KindSpec, KubeProxyMode } from '../../../src/labs/kind/kind-spec.ts';
import { readManifest } from '../../support/manifests.ts';

const BASE = readManifest('kind/cluster.yaml');
const CNIS: readonly CniChoice[] = [
  { kind: 'cilium', mode: 'bpf-native', version: null, chart: null, set: [], values: [] },
  { kind: 'kindnet' },
  { kind: 'none' },
  { kind: 'bridge', bin: null },
  { kind: 'manifest', source: 'x.yaml', bin: null },
];
const spec: fc.Arbitrary<KindSpec> = fc.record({
  nodes: fc.integer({ min: 1, max: 16 }),
  image: fc.constant(null),
  cni: fc.constantFrom(...CNIS),
  kubeProxy: fc.constantFrom<KubeProxyMode>('none', 'iptables', 'nftables', 'ipvs'),
  archives: fc.constant([]),
  testImage: fc.constant(null),
});

describe('the configuration of a kind cluster', () => {
  it('has what was asked for, and what manifests/kind/cluster.yaml has', () => {
    fc.assert(
      fc.property(spec, (asked) => {
        const { nodes, networking, ...rest } = parse(clusterConfig(BASE, asked));
        expect(rest).toEqual({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' });
        expect(nodes.map(({ role }: { role: string }) => role)).toEqual([
          'control-plane',
          ...Array(asked.nodes - 1).fill('worker'),
        ]);
        expect(networking).toEqual({
          podSubnet: '10.244.0.0/16',
          serviceSubnet: '10.96.0.0/16',
          disableDefaultCNI: asked.cni.kind !== 'kindnet',
          kubeProxyMode: asked.kubeProxy,
        });
      }),
    );
  });

  it('keeps other settings that the base has', () => {
    const base = `${BASE}featureGates:\n  SomeGate: true\n`;
    const [made] = fc.sample(spec, 1);
    expect(parse(clusterConfig(base, made!)).featureGates).toEqual({ SomeGate: true });
  });
});
