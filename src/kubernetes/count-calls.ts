import type { Kubernetes } from './kubernetes.ts';

/** How often an API server was asked. A watch and a list with it count as one. */
export interface CallCounts {
  calls: number;
  /** Of those, exec streams. */
  streams: number;
}

/** The same API server, with every call to it counted. */
export function countCalls(kubernetes: Kubernetes): [Kubernetes, CallCounts] {
  const counts: CallCounts = { calls: 0, streams: 0 };
  const counting = new Proxy(kubernetes, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'close') {
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return (...args: unknown[]) => {
        counts.calls++;
        if (name === 'stream' || name === 'exec') counts.streams++;
        return value.apply(target, args);
      };
    },
  });
  return [counting, counts];
}
