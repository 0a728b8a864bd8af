import { listAt, parseJson, textAt } from '../cni/json.ts';
import { type Route, routeOf, routeTo } from '../cni/routes.ts';

export interface NodeRoute extends Route {
  /** main, local, or another's name or number. */
  readonly table: string;
}

/** @param text `ip -j -d route show table all`, of both families */
export function parseNodeRoutes(text: string | null): NodeRoute[] {
  return listAt(parseJson(text)).flatMap((entry) => {
    const route = routeOf(entry);
    return route ? { ...route, table: textAt(entry, 'table') ?? 'main' } : [];
  });
}

/**
 * Of each table the route that leads to one of the pod's addresses, and all by the device that is
 * its alone. The default route of another table than main says nothing of pods.
 */
export function routesOf(
  routes: readonly NodeRoute[],
  addresses: readonly string[],
  device: string | null,
): NodeRoute[] {
  const best = addresses.flatMap((address) => waysTo(routes, address));
  const own = routes.filter((route) => route.device === device && isOfPods(route));
  return [...new Set([...best, ...own])];
}

function waysTo(routes: readonly NodeRoute[], address: string): NodeRoute[] {
  const tables = [...new Set(routes.map((route) => route.table))];
  return tables.flatMap((table) => {
    const way = routeTo(
      routes.filter((route) => route.table === table && ofFamily(route, address)),
      address,
    ) as NodeRoute | null;
    return way && (table === 'main' || way.destination !== 'default') ? way : [];
  });
}

/** The node's way to an address, by its main table. */
export function mainRouteTo(routes: readonly NodeRoute[], address: string): NodeRoute | null {
  const main = routes.filter((route) => route.table === 'main' && ofFamily(route, address));
  return routeTo(main, address) as NodeRoute | null;
}

/** `default` does not say of which family it is: its gateway does. */
function ofFamily(route: NodeRoute, address: string): boolean {
  if (route.destination !== 'default' || route.gateway === null) return true;
  return route.gateway.includes(':') === address.includes(':');
}

/** Not what every device has: link-local addresses, multicast, broadcast. */
export function isOfPods({ destination, type }: NodeRoute): boolean {
  if (type === 'multicast' || type === 'broadcast' || type === 'anycast') return false;
  return !/^(fe80:|ff00:)/.test(destination);
}
