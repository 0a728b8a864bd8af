import type { Kubernetes } from './kubernetes.ts';

/** How often an API server was asked. A watch and the list before it count as one. */
export interface CallCounts {
  calls: number;
  /** Of those, exec streams. */
  streams: number;
}

const METHODS = [
  ...['version', 'nodes', 'pods', 'namespaces', 'configMap', 'events', 'get', 'apply', 'remove'],
  ...['removeNamespace', 'waitForPods', 'exec', 'stream', 'logs'],
] as const;

/** Counts every call from now on, whoever makes it. */
export function countCalls(kubernetes: Kubernetes): CallCounts {
  const counts: CallCounts = { calls: 0, streams: 0 };
  const methods = kubernetes as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of METHODS) {
    const own = methods[name]!.bind(kubernetes);
    methods[name] = (...args) => {
      counts.calls++;
      if (name === 'stream' || name === 'exec') counts.streams++;
      return own(...args);
    };
  }
  return counts;
}
