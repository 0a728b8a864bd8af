import { parseDocument } from 'yaml';
import type { KindSpec } from './kind-spec.ts';

/**
 * The configuration for `kind create cluster`. Pure.
 * @param base text of manifests/kind/cluster.yaml
 * @returns YAML
 */
export function clusterConfig(base: string, spec: KindSpec): string {
  const document = parseDocument(base);
  document.setIn(['networking', 'disableDefaultCNI'], spec.cni.kind !== 'kindnet');
  document.setIn(['networking', 'kubeProxyMode'], spec.kubeProxy);
  const roles = ['control-plane', ...Array<string>(spec.nodes - 1).fill('worker')];
  document.set(
    'nodes',
    roles.map((role) => ({ role })),
  );
  return document.toString();
}
