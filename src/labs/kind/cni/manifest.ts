import { parseAllDocuments } from 'yaml';
import { LabError } from '../../../errors.ts';
import { readSource } from '../../../host/read-source.ts';
import type { Manifest } from '../../../kubernetes/manifest.ts';
import { waitForDaemons } from '../wait-for-daemons.ts';
import type { CniContext } from './context.ts';

/**
 * Applies the objects of a manifest that the user brings, and waits for its daemons: a node is ready as
 * soon as a configuration lies there, which can be before the daemon that its plugin asks.
 * @param source a file or a URL @throws LabError
 */
export async function installManifest(source: string, context: CniContext): Promise<void> {
  const { kubernetes, signal } = context;
  const objects = readObjects(source, await readSource(source, signal));
  for (const object of objects) await kubernetes.apply(object, { signal });
  const daemons = objects.filter(({ kind }) => kind === 'DaemonSet');
  await waitForDaemons(kubernetes, daemons, signal);
}

/** The objects in a YAML text, lists taken apart. @throws LabError E_CLUSTER_CONFIG */
export function readObjects(source: string, text: string): Manifest[] {
  const documents = parseAllDocuments(text);
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) throw badManifest(source, error.message.split('\n')[0] ?? '');
    const object = document.toJS() as Partial<Manifest> | null;
    if (object === null) return [];
    if (object.kind === 'List') return object.items as Manifest[];
    if (object.apiVersion && object.kind && object.metadata?.name) return [object as Manifest];
    throw badManifest(source, 'a document in it has no apiVersion, kind or name');
  });
}

function badManifest(source: string, why: string): LabError {
  return new LabError('E_CLUSTER_CONFIG', {
    message: `${source} is no list of Kubernetes objects`,
    why,
    mend: `kubectl apply --dry-run=client -f ${source}`,
  });
}
