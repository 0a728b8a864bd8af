import type { Check } from './check.ts';
import type { Evidence, PlaceRoutes, WitnessExpectation } from './evidence.ts';

/** Does each routing daemon say that it has learned the very routes that it should have? Pure. */
export function checkRoutes({ routes }: Evidence, expected: WitnessExpectation): Check[] {
  if (!routes) return [];
  const should = expected.routes ?? [];
  const places = new Set([...should, ...routes].map(({ place }) => place));
  return [...places].map((place) => {
    const has = learned(routes, place);
    const wanted = words(place, learned(should, place));
    return {
      ...{ code: 'routes', tap: null, leg: null },
      ok: has === null ? null : words(place, has) === wanted,
      expected: wanted,
      seen: has === null ? `the routing daemon of ${place} does not answer` : words(place, has),
    };
  });
}

/** Where there is no daemon, nothing was learned. */
function learned(routes: readonly PlaceRoutes[], place: string): readonly string[] | null {
  const found = routes.find((r) => r.place === place);
  return found ? found.learned : [];
}

function words(place: string, learned: readonly string[] | null): string {
  return `${place} learned ${learned?.toSorted().join(', ') || 'no route'}`;
}
