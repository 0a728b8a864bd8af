import type { LabError } from '../errors.ts';
import type { AgentConnection } from '../host/agent/agent-connection.ts';
import type { Event } from './event.ts';
import type { Manifest, ObjectReference } from './manifest.ts';
import type { Node } from './node.ts';
import type { Pod } from './pod.ts';

/** How long one call may take, and what breaks it off. */
export interface CallOptions {
  /** All of the call, its retries included, in milliseconds. Default: what connect() was given, or 10 000. */
  readonly timeoutMs?: number;
  /** Aborting it makes the call throw the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface PodSelector {
  /** All namespaces, if it is not given. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the node that they run on. */
  readonly node?: string;
}

export interface ContainerPlace {
  readonly namespace: string;
  readonly pod: string;
  /** Default: the pod's first. */
  readonly container?: string | undefined;
}

export interface Namespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: 'Active' | 'Terminating';
  /** When it was made, RFC 3339. */
  readonly created: string;
}

export interface Executed {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface ExecOptions extends CallOptions {
  /** Text for its standard input, which ends after it; without it, standard input is empty. */
  readonly input?: string;
}

export interface EventOptions extends CallOptions {
  /** Default: Pod. */
  readonly kind?: string;
}

export interface LogOptions extends CallOptions {
  readonly tailLines?: number;
  /** The log of the container that ran before this one. */
  readonly previous?: boolean;
}

/**
 * All that cni-lab asks of an API server. Every method throws LabError: E_CLUSTER_UNREACHABLE,
 * E_CLUSTER_AUTH, E_CLUSTER_FORBIDDEN, E_CLUSTER_API, E_TIMEOUT, and what it says itself.
 */
export interface Kubernetes {
  /** The API server's URL. */
  readonly server: string;
  /** The kubeconfig's context; null in a pod, with its service account. */
  readonly context: string | null;
  /** Such as `v1.34.4`. The cheapest call there is: it shows that the server answers. */
  version(options?: CallOptions): Promise<string>;
  nodes(options?: CallOptions): Promise<Node[]>;
  pods(selector: PodSelector, options?: CallOptions): Promise<Pod[]>;
  /** What has these labels, in order of age. */
  namespaces(labels: Readonly<Record<string, string>>, options?: CallOptions): Promise<Namespace[]>;
  /** Its data; null if there is none of the name. */
  configMap(
    namespace: string,
    name: string,
    options?: CallOptions,
  ): Promise<Readonly<Record<string, string>> | null>;
  /** Events about a pod, or about an object of another kind (`DaemonSet`), oldest first. */
  events(namespace: string, name: string, options?: EventOptions): Promise<Event[]>;
  /** The object as it is, fields and all; null if there is none. */
  get<T>(reference: ObjectReference, options?: CallOptions): Promise<T | null>;
  /** Makes the object, or makes it so: server-side apply as field manager `cni-lab`. @throws LabError E_POD, E_NO_SUCH_NODE too */
  apply(manifest: Manifest, options?: CallOptions): Promise<void>;
  /** Removes it, without waiting until it is gone; its dependents go too. That there is none is fine. */
  remove(reference: ObjectReference, options?: CallOptions): Promise<void>;
  removeNamespace(name: string, options?: CallOptions): Promise<void>;
  /**
   * Waits, by a watch, until `done` says true of the pods with these labels (it is asked at once,
   * and after every change). The LabError that it returns is thrown. @throws LabError E_TIMEOUT, which says how far the pods got
   */
  waitForPods(
    namespace: string,
    labels: Readonly<Record<string, string>>,
    done: (pods: Pod[]) => boolean | LabError,
    options?: CallOptions,
  ): Promise<Pod[]>;
  /**
   * Runs a program in a container to its end. A bad exit code is no error. Exit code 0 is no proof
   * that it came to its end: the API server says the same when the node dies meanwhile; so look for its
   * last word. When the time is up the program is not killed. @throws LabError E_NO_SUCH_POD, E_POD
   */
  exec(place: ContainerPlace, argv: readonly string[], options?: ExecOptions): Promise<Executed>;
  /**
   * Starts a program in a container and stays connected; `timeoutMs` is for the start only, aborting
   * the signal closes it. A node that freezes, rather than dies, is not noticed: ask the program for a
   * sign of life. @throws LabError E_NO_SUCH_POD, E_POD
   */
  stream(
    place: ContainerPlace,
    argv: readonly string[],
    options?: CallOptions,
  ): Promise<AgentConnection>;
  logs(place: ContainerPlace, options?: LogOptions): Promise<string>;
  /** Cuts all connections: open streams, which keep the process alive, and idle ones, which do not. */
  close(): void;
}
