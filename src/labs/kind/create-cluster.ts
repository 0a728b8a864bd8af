import { readManifest } from '../../host/manifest-file.ts';
import { clusterConfig } from './cluster-config.ts';
import { clusterName, kind } from './kind-cli.ts';
import type { KindSpec } from './kind-spec.ts';

/**
 * Makes the cluster, with a kubeconfig of its own. Without a CNI its nodes are not ready yet.
 * @param retain leave what there is when it fails, to look at it @throws LabError
 */
export async function createCluster(
  lab: string,
  spec: KindSpec,
  kubeconfig: string,
  { retain, signal }: { retain: boolean; signal?: AbortSignal },
): Promise<void> {
  const cluster = clusterName(lab);
  await kind(
    cluster,
    [
      ...['create', 'cluster', '--name', cluster, '--kubeconfig', kubeconfig, '--config', '-'],
      ...(spec.image ? ['--image', spec.image] : []),
      ...(retain ? ['--retain'] : []),
    ],
    {
      input: clusterConfig(readManifest('kind/cluster.yaml'), spec),
      image: spec.image,
      ...(signal && { signal }),
    },
  );
}

/** Puts image archives into every node. @throws LabError */
export async function loadArchives(
  lab: string,
  archives: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const cluster = clusterName(lab);
  for (const archive of archives) {
    await kind(
      cluster,
      ['load', 'image-archive', archive, '--name', cluster],
      signal ? { signal } : {},
    );
  }
}
