import { listAt, parseJson, textAt } from './json.ts';
import type { CniFile } from './live-node.ts';

/** One CNI configuration: a list of plugins, or a single one. */
export interface CniConfig {
  readonly file: string;
  /** The network's name. */
  readonly name: string | null;
  /** Plugin types in the order of the chain; those that Multus delegates to come after `multus`. */
  readonly plugins: readonly string[];
}

export interface CniConfigs {
  /** What the container runtime uses: the lexically first that can be read. */
  readonly used: CniConfig | null;
  readonly others: readonly CniConfig[];
  /** Names of files that are no CNI configuration though they are called like one. */
  readonly bad: readonly string[];
}

/** @param files those of `/etc/cni/net.d` */
export function readConflists(files: readonly CniFile[]): CniConfigs {
  const bad: string[] = [];
  const good: CniConfig[] = [];
  const candidates = files
    .map(({ file, text }) => ({ file: baseName(file), text }))
    .filter(({ file }) => /\.(conflist|conf|json)$/.test(file))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const { file, text } of candidates) {
    const json = parseJson(text);
    const plugins = pluginTypes(json, candidates);
    if (plugins.length > 0) good.push({ file, name: textAt(json, 'name'), plugins });
    else bad.push(file);
  }
  const [used = null, ...others] = good;
  return { used, others, bad };
}

function pluginTypes(config: unknown, files: readonly CniFile[]): string[] {
  const chain = listAt(config, 'plugins');
  return (chain.length > 0 ? chain : [config]).flatMap((plugin) => {
    const type = textAt(plugin, 'type');
    return type === null ? [] : [type, ...delegateTypes(plugin, files)];
  });
}

/** Multus hands the pod's eth0 to another CNI: given in place, or as the path of its file. */
function delegateTypes(plugin: unknown, files: readonly CniFile[]): string[] {
  const inPlace = listAt(plugin, 'delegates').flatMap((delegate) => pluginTypes(delegate, []));
  const path = textAt(plugin, 'clusterNetwork');
  const file = path === null ? null : files.find((f) => f.file === baseName(path));
  return file ? [...inPlace, ...pluginTypes(parseJson(file.text), [])] : inPlace;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
