import type { Direction } from '../packets/frame.ts';
import type { Check } from './check.ts';
import type { Counted, Evidence, WitnessExpectation } from './evidence.ts';
import { type Observation, packetsIn, type TapObservation } from './observation.ts';

/**
 * Did a process in user space have the packets? It must have received from a device what that sent, and
 * have sent what that received; it may have carried more, as others' packets pass it, too. Pure.
 */
export function checkForwarder(
  observation: Observation,
  { counters }: Evidence,
  { forwarded = [] }: WitnessExpectation,
): Check[] {
  return counters.flatMap((counted): Check[] => {
    const tap = observation.taps.find((t) => t.tap === counted.tap);
    const isForwarded = forwarded.includes(counted.tap);
    if (!tap || (counted.port === undefined && !isForwarded)) return [];
    const should = isForwarded ? { rx: passed(tap, 'out'), tx: passed(tap, 'in') } : null;
    return [
      {
        ...{ code: 'forwarder', tap: counted.tap, leg: null, ok: answer(counted, should) },
        expected: should
          ? `a process received ${should.rx} or more, sent ${should.tx} or more`
          : 'no process',
        seen: inWords(counted),
      },
    ];
  });
}

function answer({ port }: Counted, should: { rx: number; tx: number } | null): boolean | null {
  if (!should || port === undefined) return false;
  return port && port.rx >= should.rx && port.tx >= should.tx;
}

function inWords({ port }: Counted): string {
  if (port === undefined) return 'no process';
  return port ? `a process received ${port.rx}, sent ${port.tx}` : 'a process that does not answer';
}

function passed(tap: TapObservation, direction: Direction): number {
  return packetsIn(tap.sightings.filter((s) => s.direction === direction));
}
