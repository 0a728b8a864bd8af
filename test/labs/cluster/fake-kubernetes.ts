import { LabError } from '../../../src/errors.ts';
import type { Event } from '../../../src/kubernetes/event.ts';
import type { Kubernetes, Namespace } from '../../../src/kubernetes/kubernetes.ts';
import type { Manifest } from '../../../src/kubernetes/manifest.ts';
import type { Node } from '../../../src/kubernetes/node.ts';
import type { Pod } from '../../../src/kubernetes/pod.ts';
import { pod } from './sites.ts';

/** What a test has in its cluster. */
export interface Contents {
  nodes?: Node[];
  pods?: Pod[];
  namespaces?: Namespace[];
  /** Other objects: `Service cni-lab/pod2`. */
  objects?: Map<string, object>;
  events?: Event[];
}

/** A cluster in memory; pods that are applied run at once, what is removed is gone at once. */
export class FakeKubernetes {
  /** What was changed, in order: `apply Pod cni-lab/pod1`. */
  readonly changes: string[] = [];
  readonly applied: Manifest[] = [];
  nodesThere: Node[];
  podsThere: Pod[];
  namespacesThere: Namespace[];
  objects: Map<string, object>;
  eventsThere: Event[];
  /** Whether namespaces have theirs. */
  serviceAccounts = true;
  /** What becomes of an applied pod. */
  onApply: (made: Pod) => Pod = (made) => made;
  /** What a command in a container prints; null where it fails. */
  onExec: (line: string, pod: string) => string | null = () => null;
  /** Called before anything is done: what it throws is how the call fails. */
  before: (call: string) => void = () => {};

  constructor(contents: Contents = {}) {
    this.nodesThere = contents.nodes ?? [];
    this.podsThere = contents.pods ?? [];
    this.namespacesThere = contents.namespaces ?? [];
    this.objects = contents.objects ?? new Map();
    this.eventsThere = contents.events ?? [];
  }

  /** The part of the interface that labs use. */
  get api(): Kubernetes {
    const api: Partial<Kubernetes> = {
      nodes: async () => this.nodesThere,
      pods: async ({ namespace, labels = {} }) => {
        this.before('pods');
        return this.#podsWith(namespace, labels);
      },
      namespaces: async (labels) => {
        this.before('namespaces');
        return this.namespacesThere.filter((each) => has(each.labels, labels));
      },
      events: async () => {
        this.before('events');
        return this.eventsThere;
      },
      apply: async (manifest) => this.#apply(manifest),
      exec: async ({ pod }, argv) => {
        const line = argv.join(' ');
        const stdout = this.onExec(line, pod);
        return { stdout: stdout ?? '', stderr: '', exitCode: stdout === null ? 1 : 0 };
      },
      get: async <T>({ kind, metadata }: Manifest) => {
        this.before(`get ${kind} ${metadata.name}`);
        if (kind === 'ServiceAccount') return this.serviceAccounts ? ({} as T) : null;
        const found = this.objects.get(`${kind} ${metadata.namespace}/${metadata.name}`);
        return (found ?? null) as T | null;
      },
      remove: async ({ kind, metadata: { namespace, name } }) => {
        this.before(`remove ${kind} ${name}`);
        this.changes.push(`remove ${kind} ${namespace}/${name}`);
        this.objects.delete(`${kind} ${namespace}/${name}`);
        if (kind !== 'Pod') return;
        this.podsThere = this.podsThere.filter((p) => p.name !== name || p.namespace !== namespace);
      },
      removeNamespace: async (name) => {
        this.changes.push(`remove Namespace ${name}`);
        this.namespacesThere = this.namespacesThere.filter((each) => each.name !== name);
      },
      waitForPods: async (namespace, labels, done, { signal } = {}) => {
        this.before('waitForPods');
        for (;;) {
          signal?.throwIfAborted();
          const pods = this.#podsWith(namespace, labels);
          const answer = done(pods);
          if (answer instanceof LabError) throw answer;
          if (answer) return pods;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      },
    };
    return api as Kubernetes;
  }

  #podsWith(namespace: string | undefined, labels: Readonly<Record<string, string>>): Pod[] {
    return this.podsThere.filter(
      (each) => (!namespace || each.namespace === namespace) && has(each.labels, labels),
    );
  }

  #apply(manifest: Manifest): void {
    const { kind, metadata } = manifest;
    const { name, namespace, labels = {} } = metadata;
    const where = namespace ? `${namespace}/${name}` : name;
    this.before(`apply ${kind} ${name}`);
    this.changes.push(`apply ${kind} ${where}`);
    this.applied.push(manifest);
    if (kind === 'Namespace') {
      this.namespacesThere.push(namespaceOf(name, { labels: { ...labels } }));
    } else if (kind === 'Pod') {
      const { nodeName } = manifest.spec as { nodeName: string };
      const made = pod(name, { namespace: namespace ?? '', labels, node: nodeName });
      this.podsThere.push(this.onApply(made));
    } else {
      this.objects.set(`${kind} ${where}`, { ...this.objects.get(`${kind} ${where}`), metadata });
    }
  }
}

export function namespaceOf(name: string, fields: Partial<Namespace> = {}): Namespace {
  const { labels = {}, ...more } = fields;
  return {
    ...{ name, phase: 'Active', created: '2026-11-21T10:00:00Z' },
    labels: { 'kubernetes.io/metadata.name': name, ...labels },
    ...more,
  };
}

function has(
  labels: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
