import { describe, expect, it } from 'vitest';
import { checkRoutes } from '../../src/verdict/check-routes.ts';
import type { Evidence, PlaceRoutes } from '../../src/verdict/evidence.ts';
import { meaningOf } from '../../src/verdict/meaning.ts';

const PODS = ['10.244.1.0/24 by BGP', '10.244.2.0/24 by BGP'];

/** What is found where this was learned, and that should have been. */
function heard(routes: Evidence['routes'], should?: readonly PlaceRoutes[]) {
  const evidence = { counters: [], programs: [], conntrack: [], routes: routes ?? null };
  return checkRoutes(evidence, {
    ...{ programs: [], conntrack: 'either' },
    ...(should && { routes: should }),
  });
}

const router = (learned: readonly string[] | null): PlaceRoutes[] => [{ place: 'router', learned }];

describe('what a routing daemon says', () => {
  it('agrees if it learned the very routes, in whatever order', () => {
    const [check, ...others] = heard(router(PODS.toReversed()), router(PODS));
    expect(others).toEqual([]);
    expect(check).toEqual({
      ...{ code: 'routes', tap: null, leg: null, ok: true },
      expected: `router learned ${PODS.join(', ')}`,
      seen: `router learned ${PODS.join(', ')}`,
    });
  });

  it.each([
    ['a route is not there', PODS.slice(1)],
    ['none is', []],
    ['there is another', [...PODS, '10.244.3.0/24 by BGP']],
    ['another protocol brought it', [PODS[0]!, '10.244.2.0/24 by OSPF']],
    ['the kernel has it from somebody else', [PODS[0]!, `${PODS[1]}, not in the kernel`]],
  ])('contradicts if %s', (_, learned) => {
    const [check] = heard(router(learned), router(PODS));
    expect(check).toMatchObject({ ok: false, expected: `router learned ${PODS.join(', ')}` });
    expect(meaningOf(check!)).toContain('should have brought');
  });

  it('contradicts a datapath that has its routes from no protocol', () => {
    const [check] = heard(router(PODS));
    expect(check).toMatchObject({ ok: false, expected: 'router learned no route' });
    expect(meaningOf(check!)).toContain('somebody else');
    expect(heard(router([]))).toMatchObject([{ ok: true, seen: 'router learned no route' }]);
  });

  it('contradicts where no daemon is', () => {
    expect(heard([], router(PODS))).toMatchObject([{ ok: false, seen: 'router learned no route' }]);
  });

  it('leaves it open where it does not answer', () => {
    for (const should of [router(PODS), undefined]) {
      const [check] = heard(router(null), should);
      expect(check).toMatchObject({
        ...{ ok: null, seen: 'the routing daemon of router does not answer' },
      });
      expect(meaningOf(check!)).toContain('nobody says');
    }
  });

  it('is nothing where nobody was asked, or there is nothing to ask', () => {
    expect(heard(null, router(PODS))).toEqual([]);
    expect(heard([])).toEqual([]);
  });

  it('is one answer for each place', () => {
    const two = [...router(PODS), { place: 'node1', learned: [] }];
    expect(heard(two, router(PODS)).map(({ ok }) => ok)).toEqual([true, true]);
    expect(heard(two, [{ place: 'node1', learned: PODS }]).map(({ ok }) => ok)).toEqual([
      false,
      false,
    ]);
  });
});
