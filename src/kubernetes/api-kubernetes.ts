import type { LabError } from '../errors.ts';
import type { AgentConnection } from '../host/agent/agent-connection.ts';
import type { Api } from './api.ts';
import { apply } from './apply.ts';
import { Discovery } from './discovery.ts';
import { type Event, type EventObject, eventOf } from './event.ts';
import { execute } from './exec.ts';
import type { ExecSockets } from './exec-socket.ts';
import type {
  CallOptions,
  ContainerPlace,
  EventOptions,
  ExecOptions,
  Executed,
  Kubernetes,
  LogOptions,
  Namespace,
  PodSelector,
} from './kubernetes.ts';
import { logs } from './logs.ts';
import { labelSelector, type Manifest, nameOf, type ObjectReference } from './manifest.ts';
import { type NamespaceObject, namespaceOf } from './namespace.ts';
import { type Node, type NodeObject, nodeOf } from './node.ts';
import { type Pod, type PodObject, podOf } from './pod.ts';
import { podsNamed, podsPath } from './pod-list.ts';
import { openStream } from './stream.ts';
import { waitForPods } from './wait-for-pods.ts';

interface List<T> {
  items?: T[];
}

/** The API server behind a kubeconfig. */
export class ApiKubernetes implements Kubernetes {
  readonly server: string;
  readonly context: string | null;
  readonly #api: Api;
  readonly #sockets: ExecSockets;
  readonly #discovery: Discovery;

  constructor(api: Api, sockets: ExecSockets) {
    this.server = api.server;
    this.context = api.context;
    this.#api = api;
    this.#sockets = sockets;
    this.#discovery = new Discovery(api);
  }

  async version(options?: CallOptions): Promise<string> {
    const info = await this.#get<{ gitVersion?: string }>('tell its version', '/version', options);
    return info.gitVersion ?? '';
  }

  async nodes(options?: CallOptions): Promise<Node[]> {
    return (await this.#list<NodeObject>('list nodes', '/api/v1/nodes', options)).map(nodeOf);
  }

  async pods(selector: PodSelector, options?: CallOptions): Promise<Pod[]> {
    const what = `list ${podsNamed(selector)}`;
    return (await this.#list<PodObject>(what, podsPath(selector), options)).map(podOf);
  }

  async namespaces(
    labels: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<Namespace[]> {
    const query = new URLSearchParams({ labelSelector: labelSelector(labels) });
    const path = `/api/v1/namespaces?${query}`;
    const found = await this.#list<NamespaceObject>('list namespaces', path, options);
    return found.map(namespaceOf).sort((a, b) => (a.created < b.created ? -1 : 1));
  }

  async configMap(
    namespace: string,
    name: string,
    options?: CallOptions,
  ): Promise<Readonly<Record<string, string>> | null> {
    const found = await this.#api.jsonIfThere<{ data?: Record<string, string> }>(
      `get ConfigMap ${namespace}/${name}`,
      {
        method: 'GET',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`,
      },
      options,
    );
    return found && (found.data ?? {});
  }

  async events(namespace: string, name: string, options: EventOptions = {}): Promise<Event[]> {
    const query = new URLSearchParams({
      fieldSelector: `involvedObject.kind=${options.kind ?? 'Pod'},involvedObject.name=${name}`,
    });
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events?${query}`;
    const what = `list events of ${namespace}/${name}`;
    const found = await this.#list<EventObject>(what, path, options);
    return found.map(eventOf).sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  async get<T>(reference: ObjectReference, options: CallOptions = {}): Promise<T | null> {
    const path = await this.#discovery.pathIfKnown(reference, options);
    if (path === null) return null;
    const what = `get ${nameOf(reference)}`;
    return await this.#api.jsonIfThere<T>(what, { method: 'GET', path }, options);
  }

  async apply(manifest: Manifest, options: CallOptions = {}): Promise<void> {
    await apply(this.#api, this.#discovery, manifest, options);
  }

  async remove(reference: ObjectReference, options: CallOptions = {}): Promise<void> {
    const path = await this.#discovery.pathIfKnown(reference, options);
    if (path === null) return;
    await this.#api.jsonIfThere(
      `remove ${nameOf(reference)}`,
      { method: 'DELETE', path, body: { propagationPolicy: 'Background' } },
      options,
    );
  }

  async removeNamespace(name: string, options?: CallOptions): Promise<void> {
    await this.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, options);
  }

  async waitForPods(
    namespace: string,
    labels: Readonly<Record<string, string>>,
    done: (pods: Pod[]) => boolean | LabError,
    options: CallOptions = {},
  ): Promise<Pod[]> {
    return await waitForPods(this.#api, { namespace, labels }, done, options);
  }

  async exec(
    place: ContainerPlace,
    argv: readonly string[],
    options: ExecOptions = {},
  ): Promise<Executed> {
    return await execute(this.#api, this.#sockets, place, argv, options);
  }

  async stream(
    place: ContainerPlace,
    argv: readonly string[],
    options: CallOptions = {},
  ): Promise<AgentConnection> {
    return await openStream(this.#api, this.#sockets, place, argv, options);
  }

  async logs(place: ContainerPlace, options: LogOptions = {}): Promise<string> {
    return await logs(this.#api, place, options);
  }

  close(): void {
    this.#sockets.close();
    this.#api.close();
  }

  #get<T>(what: string, path: string, options?: CallOptions): Promise<T> {
    return this.#api.json<T>(what, { method: 'GET', path }, options);
  }

  async #list<T>(what: string, path: string, options?: CallOptions): Promise<T[]> {
    return (await this.#get<List<T>>(what, path, options)).items ?? [];
  }
}
