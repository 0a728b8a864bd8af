import { dirname, join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { readTextIfThere } from '../host/read-file.ts';
import {
  absentKubeconfig,
  badKubeconfig,
  noKubeconfig,
  unreadableKubeconfig,
} from './kubeconfig-failure.ts';

const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

export interface LoadedKubeconfig {
  readonly config: KubeConfig;
  /** The files it was read from, the first one decisive; none in a pod. */
  readonly files: readonly string[];
}

/**
 * Reads the given file, else those of KUBECONFIG, else ~/.kube/config, else uses the pod's service
 * account, as kubectl does. @throws LabError E_KUBECONFIG
 */
export function loadKubeconfig(
  Config: new () => KubeConfig,
  given: string | undefined,
  env: NodeJS.ProcessEnv,
): LoadedKubeconfig {
  const { files, from } = candidates(given, env);
  const found = files.flatMap((file) => {
    const text = read(file);
    return text === null ? [] : [{ file, config: parse(Config, file, text) }];
  });
  if (found.length > 0) return merged(Config, found);
  if (from !== 'home') throw absentKubeconfig(files, from);
  if (!env.KUBERNETES_SERVICE_HOST || readTextIfThere(SERVICE_ACCOUNT_TOKEN) === null) {
    throw noKubeconfig(files[0]!);
  }
  const config = new Config();
  config.loadFromCluster();
  return { config, files: [] };
}

function candidates(
  given: string | undefined,
  env: NodeJS.ProcessEnv,
): { files: string[]; from: 'option' | 'environment' | 'home' } {
  if (given !== undefined) return { files: [given], from: 'option' };
  const files = (env.KUBECONFIG ?? '').split(':').filter(Boolean);
  if (files.length > 0) return { files, from: 'environment' };
  return { files: [join(env.HOME ?? '/', '.kube', 'config')], from: 'home' };
}

function read(file: string): string | null {
  try {
    return readTextIfThere(file);
  } catch (error) {
    throw unreadableKubeconfig(file, (error as Error).cause ?? error);
  }
}

function parse(Config: new () => KubeConfig, file: string, text: string): KubeConfig {
  const config = new Config();
  try {
    if (text.trim() === '') throw new Error('the file is empty');
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(file));
  } catch (error) {
    throw badKubeconfig(file, error);
  }
  return config;
}

/** Of two entries with the same name the first file's counts, as for kubectl; the client itself would throw. */
function merged(
  Config: new () => KubeConfig,
  found: readonly { file: string; config: KubeConfig }[],
): LoadedKubeconfig {
  const configs = found.map(({ config }) => config);
  const config = new Config();
  config.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap(({ clusters }) => clusters)),
    users: firstOfEachName(configs.flatMap(({ users }) => users)),
    contexts: firstOfEachName(configs.flatMap(({ contexts }) => contexts)),
    currentContext: configs.map(({ currentContext }) => currentContext).find(Boolean),
  });
  return { config, files: found.map(({ file }) => file) };
}

function firstOfEachName<T extends { name: string }>(entries: readonly T[]): T[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.name, entry])).values()].reverse();
}
