import { describe, expect, it } from 'vitest';
import type { Observation, Sighting } from '../../src/verdict/observation.ts';
import { origins } from '../../src/verdict/origins.ts';
import { in_, out, type Signature } from '../../src/verdict/signature.ts';
import { observation, sighting, sightings, tapObservation } from '../support/observation.ts';

const PLAIN: Signature = {
  A: { request: out(0), reply: in_(0) },
  B: { request: in_(0), reply: out(0) },
};

/** A sends requests that come by A again. */
const TURNED: Signature = {
  A: { request: [out(0, { hop: 0 }), in_(-1, { hop: 2 })], reply: in_(0) },
  B: { request: in_(0, { hop: 1 }), reply: out(0) },
};

const atA = (seen: readonly Sighting[], probe: Partial<Observation['probe']> = {}) =>
  observation([tapObservation('A', seen), tapObservation('B', [])], 3, probe);

describe('where packets come from', () => {
  it('is the first of each at its sender, whatever else is there', () => {
    const replies = sightings([0], { leg: 'reply', direction: 'in' });
    const origin = origins(atA([...sightings([0, 1]), ...replies]), PLAIN);
    expect(origin.sent('request', 1)).toMatchObject({ probe: 1, leg: 'request' });
    expect(origin.sent('request', 2)).toBeUndefined();
    expect(origin.sent('reply', 0)).toBeUndefined(); // what came to A was not sent there
    expect(origin.unsent(3)).toEqual([2]);
    expect([0, 2].map((probe) => origin.copies('request', probe))).toEqual([1, 0]);
  });

  it('is told by its direction where they come by their sender again', () => {
    const back = sighting({ direction: 'in', ttl: 63, timestampNs: 0n });
    const sent = sighting({ timestampNs: 1n });
    const origin = origins(atA([back, sent]), TURNED);
    expect(origin.sent('request', 0)).toBe(sent);
    expect(origin.copies('request', 0)).toBe(1);
    // where they do not, a packet that goes the wrong way was sent all the same
    expect(origins(atA([back]), PLAIN).sent('request', 0)).toBe(back);
    expect(origins(atA([back]), TURNED).sent('request', 0)).toBeUndefined();
  });

  it('may be one of unknown direction, if none is known to have left', () => {
    const unknown = sighting({ direction: null, timestampNs: 0n });
    const sent = sighting({ timestampNs: 1n });
    expect(origins(atA([unknown]), TURNED).sent('request', 0)).toBe(unknown);
    expect(origins(atA([unknown, sent]), TURNED).sent('request', 0)).toBe(sent);
  });

  it('is unsaid where no capture ran there', () => {
    const elsewhere = observation([tapObservation('B', sightings([0], { direction: 'in' }))]);
    const origin = origins(elsewhere, PLAIN);
    expect(origin.unsent(3)).toEqual([]);
    expect(origin.sent('request', 0)).toBeUndefined();
    expect(origins(elsewhere, {}).unsent(3)).toEqual([]);
  });
});

describe('the service that was asked', () => {
  it('is none, that of which somebody says so, or nobody knows', () => {
    const service = (probe: Partial<Observation['probe']>) =>
      origins(atA([], probe), PLAIN).service;
    expect(service({ asked: 'own', service: '10.96.0.1' })).toBeNull();
    expect(service({ asked: 'service', service: '10.96.0.1' })).toBe('10.96.0.1');
    expect(service({ asked: 'service' })).toBeUndefined();
    expect(service({})).toBeUndefined();
  });
});
