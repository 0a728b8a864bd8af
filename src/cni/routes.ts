import { at, listAt, parseJson, textAt } from './json.ts';
import { contains, isHost, parsePrefix } from './prefix.ts';

export interface Route {
  /** `default`, an address or a prefix. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly device: string | null;
  /** `unicast`, or `blackhole`, `unreachable` ... */
  readonly type: string;
  readonly metric: number;
}

/** @param text `ip -j route` (or `-6`) */
export function parseRoutes(text: string | null): Route[] {
  return listAt(parseJson(text)).flatMap((route) => routeOf(route) ?? []);
}

/** @param route one element of `ip -j route`; null if it leads nowhere */
export function routeOf(route: unknown): Route | null {
  const destination = textAt(route, 'dst');
  if (destination === null) return null;
  // Of several next hops the first: all of them lie on the same kind of path.
  const hop = textAt(route, 'dev') === null ? (listAt(route, 'nexthops')[0] ?? route) : route;
  const metric = Number(at(route, 'metric') ?? 0);
  return {
    destination,
    gateway: textAt(hop, 'gateway') ?? textAt(hop, 'via', 'host'),
    device: textAt(hop, 'dev'),
    type: textAt(route, 'type') ?? 'unicast',
    metric: Number.isNaN(metric) ? 0 : metric,
  };
}

/** The route that the kernel would take to this address: the longest prefix, then the metric. */
export function routeTo(routes: readonly Route[], address: string): Route | null {
  const leading = routes
    .map((route) => ({ route, length: contains(route.destination, address) ?? -1 }))
    .filter(({ length }) => length >= 0)
    .sort((a, b) => b.length - a.length || a.route.metric - b.route.metric);
  return leading[0]?.route ?? null;
}

/** A route to one address alone, as routed pods have on their node. */
export function isHostRoute(route: Route): boolean {
  const prefix = parsePrefix(route.destination);
  return prefix !== null && isHost(prefix);
}
