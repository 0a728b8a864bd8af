import type { Direction } from '../packets/frame.ts';
import type { Check } from './check.ts';
import { checkDrops } from './check-drops.ts';
import { checkForwarder } from './check-forwarder.ts';
import { checkRescheduling } from './check-rescheduling.ts';
import { checkRoutes } from './check-routes.ts';
import { checkTranslation } from './check-translation.ts';
import { type Counted, type Evidence, programsAt, type WitnessExpectation } from './evidence.ts';
import { type Observation, packetsIn, type TapObservation } from './observation.ts';
import type { Signature } from './signature.ts';

/** Sets the witnesses against the signature's own claims and against the captures. Pure. */
export function checkWitnesses(
  observation: Observation,
  evidence: Evidence,
  expected: WitnessExpectation,
  signature: Signature,
): Check[] {
  return [
    ...checkCounters(observation, evidence, expected),
    ...checkForwarder(observation, evidence, expected),
    ...checkPrograms(evidence, expected),
    ...checkConntrack(evidence, expected),
    ...checkKubeProxy(evidence, expected),
    ...checkTranslation(observation, evidence, expected, signature),
    ...checkRoutes(evidence, expected),
    ...checkDrops(evidence, expected, observation.probe.count),
    ...checkRescheduling(evidence, expected),
  ];
}

/**
 * The counters were read inside the time of the captures. So a device cannot have counted more than
 * was captured on it, nor fewer than the probe's packets: else the captures are not to be believed.
 * Only for host-side devices: in a pod, redirected packets are not counted before kernel 6.7. Devices
 * that packets pass unseen are asked another question.
 */
function checkCounters(
  observation: Observation,
  evidence: Evidence,
  { unseen = [] }: WitnessExpectation,
): Check[] {
  return evidence.counters.flatMap(({ tap, rx, tx }) => {
    const seen = observation.taps.find((t) => t.tap === tap);
    if (!seen) return [];
    const passing = unseen.find((one) => one.tap === tap);
    if (passing) return checkUnseen({ tap, rx, tx }, passing, seen, observation.probe.count);
    if (!tap.endsWith('/lxc')) return [];
    const bounds = { in: boundsOf(seen, 'in'), out: boundsOf(seen, 'out') };
    const fits = within(rx, bounds.in) && within(tx, bounds.out);
    return [
      {
        code: 'device-counters' as const,
        tap,
        leg: null,
        ok: fits ? true : null,
        expected: `rx ${range(bounds.in)}, tx ${range(bounds.out)} by the captures`,
        seen: `rx +${rx}, tx +${tx}`,
      },
    ];
  });
}

/**
 * XDP takes packets before taps do, yet the device counts them: that it counted the probe's, beside what
 * its capture saw, is what shows that they came there at all.
 */
function checkUnseen(
  { tap, rx, tx }: Counted,
  { rx: rxEach, tx: txEach }: Counted,
  seen: TapObservation,
  probes: number,
): Check[] {
  const canaries = Math.floor(seen.canaries / 2); // each of them a request and a reply
  const least = (each: number, direction: Direction) =>
    each * probes + (each > 0 ? boundsOf(seen, direction)[0] + canaries : 0);
  const [leastRx, leastTx] = [least(rxEach, 'in'), least(txEach, 'out')];
  return [
    {
      ...{ code: 'device-counters', tap, leg: null },
      ok: rx >= leastRx && tx >= leastTx,
      expected: `with unseen packets rx +${leastRx} or more, tx +${leastTx} or more`,
      seen: `rx +${rx}, tx +${tx}`,
    },
  ];
}

type Bounds = readonly [least: number, most: number];

function boundsOf(tap: TapObservation, direction: Direction): Bounds {
  const ofProbe = tap.sightings.filter((s) => s.direction === direction);
  return [packetsIn(ofProbe), tap.frames[direction]];
}

function within(n: number, [least, most]: Bounds): boolean {
  return n >= least && n <= most;
}

function range([least, most]: Bounds): string {
  return least === most ? `+${most}` : `+${least} to +${most}`;
}

function checkPrograms(evidence: Evidence, expected: WitnessExpectation): Check[] {
  return evidence.programs.map(({ tap, attached }) => {
    const should = list(programsAt(expected.programs, tap));
    const has = list(attached);
    return {
      code: 'programs' as const,
      tap,
      leg: null,
      ok: should === has,
      expected: should,
      seen: has,
    };
  });
}

function list(programs: readonly string[]): string {
  return programs.length > 0 ? programs.toSorted().join(', ') : 'no program';
}

function checkConntrack(evidence: Evidence, expected: WitnessExpectation): Check[] {
  if (expected.conntrack === 'either') return [];
  return evidence.conntrack
    .filter((c) => c.tracked !== null)
    .map(({ namespace, tracked }) => {
      const seen = tracked ? 'tracked' : 'untracked';
      const ok = seen === expected.conntrack;
      const [should, has] = [expected.conntrack, seen].map((s) => `probe ${s} in ${namespace}`);
      return {
        code: 'conntrack' as const,
        tap: null,
        leg: null,
        ok,
        expected: should!,
        seen: has!,
      };
    });
}

function checkKubeProxy({ kubeProxy }: Evidence, expected: WitnessExpectation): Check[] {
  if (!kubeProxy || !expected.kubeProxy) return [];
  const [should, has] = [expected.kubeProxy, kubeProxy].map((mode) => `rules of ${mode}`);
  const ok = should === has;
  return [{ code: 'kube-proxy', tap: null, leg: null, ok, expected: should!, seen: has! }];
}
