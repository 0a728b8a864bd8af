import { describe, expect, it } from 'vitest';
import { checkForwarder } from '../../src/verdict/check-forwarder.ts';
import type { Counted } from '../../src/verdict/evidence.ts';
import { meaningOf } from '../../src/verdict/meaning.ts';
import { observation, sightings, tapObservation } from '../support/observation.ts';

const TAP = 'pod1/eth0';
const replies = sightings([0, 1, 2], { leg: 'reply', direction: 'in' }).map((s, i) => ({
  ...s,
  timestampNs: 10n + BigInt(i),
}));
const requests = sightings([0, 1, 2]).map((s, i) => ({ ...s, timestampNs: BigInt(i) }));
const seen = observation([tapObservation(TAP, [...requests, ...replies])]);

/** What is found where the process behind the device has told this. */
function heard(port: Counted['port'] | 'nobody', forwarded: readonly string[] = [TAP]) {
  const counted = { tap: TAP, rx: 3, tx: 3, ...(port !== 'nobody' && { port }) } as Counted;
  return checkForwarder(
    seen,
    { counters: [counted], programs: [], conntrack: [] },
    { programs: [], conntrack: 'either', forwarded },
  );
}

describe('what a forwarder in user space says', () => {
  it.each([
    ['what passed', { rx: 3, tx: 3 }],
    ['that, and what others sent', { rx: 5, tx: 4 }],
  ])('agrees if it carried %s', (_, port) => {
    expect(heard(port)).toMatchObject([{ code: 'forwarder', tap: TAP, leg: null, ok: true }]);
  });

  it.each([
    ['received less', { rx: 2, tx: 3 }],
    ['sent less', { rx: 3, tx: 2 }],
  ])('contradicts if it %s', (_, port) => {
    const [check] = heard(port);
    expect(check).toMatchObject({
      ok: false,
      expected: 'a process received 3 or more, sent 3 or more',
      seen: `a process received ${port.rx}, sent ${port.tx}`,
    });
    expect(meaningOf(check!)).toContain('some went another way');
  });

  it('contradicts where there is none, and where there should be none', () => {
    const [none] = heard('nobody');
    expect(none).toMatchObject({ ok: false, seen: 'no process' });
    expect(meaningOf(none!)).toContain('the kernel, or a NIC');
    const [one] = heard({ rx: 3, tx: 3 }, []);
    expect(one).toMatchObject({ ok: false, expected: 'no process' });
    expect(meaningOf(one!)).toContain('does without');
  });

  it('leaves it open if it does not answer', () => {
    const [check] = heard(null);
    expect(check).toMatchObject({ ok: null, seen: 'a process that does not answer' });
    expect(meaningOf(check!)).toContain('does not say');
  });

  it('is not asked for where there is none, and none is expected', () => {
    expect(heard('nobody', [])).toEqual([]);
  });
});
