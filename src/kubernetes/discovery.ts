import { LabError } from '../errors.ts';
import type { Api } from './api.ts';
import { kubectl } from './api-call.ts';
import type { CallOptions } from './kubernetes.ts';
import { groupPath, nameOf, type ObjectReference } from './manifest.ts';

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Which URL an object of any kind has, custom resources too: the API server says. Each group is asked once. */
export class Discovery {
  readonly #api: Api;
  readonly #groups = new Map<string, Promise<Resource[]>>();

  constructor(api: Api) {
    this.#api = api;
  }

  /** @throws LabError E_CLUSTER_API if the cluster does not know the kind */
  async pathOf(reference: ObjectReference, options: CallOptions): Promise<string> {
    const path = await this.pathIfKnown(reference, options);
    if (path === null) throw this.#unknown(reference);
    return path;
  }

  /** Null if the cluster does not know the kind: then there is no object of it either. */
  async pathIfKnown(reference: ObjectReference, options: CallOptions): Promise<string | null> {
    const { apiVersion, kind, metadata } = reference;
    const resources = await this.#resources(apiVersion, options);
    const found = resources.find((each) => each.kind === kind && !each.name.includes('/'));
    if (!found) return null;
    const namespace = found.namespaced
      ? `/namespaces/${encodeURIComponent(metadata.namespace ?? 'default')}`
      : '';
    return `${groupPath(apiVersion)}${namespace}/${found.name}/${encodeURIComponent(metadata.name)}`;
  }

  async #resources(apiVersion: string, options: CallOptions): Promise<Resource[]> {
    const known = this.#groups.get(apiVersion);
    if (known) return await known;
    const resources = await this.#ask(apiVersion, options);
    // a group that is not there yet may come: it is asked again the next time
    if (resources.length > 0) this.#groups.set(apiVersion, Promise.resolve(resources));
    return resources;
  }

  async #ask(apiVersion: string, options: CallOptions): Promise<Resource[]> {
    const request = { method: 'GET', path: groupPath(apiVersion) } as const;
    const what = `list the kinds of ${apiVersion}`;
    const list = await this.#api.jsonIfThere<{ resources?: Resource[] }>(what, request, options);
    return list?.resources ?? [];
  }

  #unknown(reference: ObjectReference): LabError {
    const { apiVersion, kind } = reference;
    return new LabError('E_CLUSTER_API', {
      message: `the cluster knows no ${kind} of ${apiVersion}`,
      why: `needed for ${nameOf(reference)}; what defines this kind is not installed`,
      mend: `${kubectl(this.#api)} api-resources --api-group=${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}`,
    });
  }
}
