import type { Cluster, User } from '@kubernetes/client-node';
import { nearest } from '../datapaths/nearest.ts';
import type { LoadedKubeconfig } from './kubeconfig.ts';
import {
  badServer,
  danglingContext,
  emptyKubeconfig,
  noCurrentContext,
  noSuchContext,
} from './kubeconfig-failure.ts';

export interface ChosenContext {
  /** Null in a pod, with its service account. */
  readonly context: string | null;
  readonly cluster: Cluster;
  readonly user: User;
}

/** Makes the asked context (default: the file's own) the current one. @throws LabError E_KUBECONFIG */
export function chooseContext(
  { config, files }: LoadedKubeconfig,
  asked: string | undefined,
): ChosenContext {
  const file = files.join(':') || 'of the service account';
  const names = config.contexts.map(({ name }) => name);
  if (names.length === 0) throw emptyKubeconfig(file);
  const name = asked ?? config.currentContext;
  if (!name) throw noCurrentContext(file, names);
  if (!names.includes(name)) throw noSuchContext(name, file, nearest(name, names));
  config.setCurrentContext(name);
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const entry = config.getContextObject(name);
  if (!cluster) throw danglingContext(name, file, 'cluster', entry?.cluster ?? '');
  if (!user) throw danglingContext(name, file, 'user', entry?.user ?? '');
  if (!/^https?:/.test(cluster.server) || !URL.canParse(cluster.server)) {
    throw badServer(name, file, cluster.name, cluster.server);
  }
  return { context: files.length > 0 ? name : null, cluster, user };
}
