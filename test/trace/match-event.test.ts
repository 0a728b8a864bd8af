import { describe, expect, it } from 'vitest';
import { matchEvent, type ProbeFlow } from '../../src/trace/match-event.ts';
import { event, events } from './support.ts';

const flow: ProbeFlow = {
  kind: 'ping',
  client: '10.244.0.251',
  server: '10.244.1.141',
  id: 143,
  port: null,
};

describe('events of a ping', () => {
  it('are known by addresses, id and number', () => {
    expect(events().map((e) => matchEvent(e, flow))).toEqual([
      { leg: 'request', sequence: 1 },
      { leg: 'reply', sequence: 1 },
      { leg: 'reply', sequence: 1 },
      { leg: 'request', sequence: 2 },
      { leg: 'reply', sequence: 2 },
      { leg: 'reply', sequence: 2 },
    ]);
  });

  it("are not another ping's between the same pods", () => {
    expect(matchEvent(event(), { ...flow, id: 144 })).toBeNull();
    expect(matchEvent(event({}, { source: '10.244.0.252' }), flow)).toBeNull();
    expect(matchEvent(event({}, { icmp: 'DestinationUnreachable(Port)' }), flow)).toBeNull();
  });

  it('are not turned round: a request to the client is none of ours', () => {
    const turned = event({}, { source: flow.server, destination: flow.client });
    expect(matchEvent(turned, flow)).toBeNull();
  });

  it('have no number where the event has none, as ICMPv6', () => {
    expect(matchEvent(event({}, { id: null, sequence: null }), flow)).toEqual({
      leg: 'request',
      sequence: null,
    });
  });

  it('are matched by addresses alone where no tap saw the id', () => {
    expect(matchEvent(event(), { ...flow, id: null })).toEqual({ leg: 'request', sequence: 1 });
  });

  it('have a packet', () => {
    expect(matchEvent({ ...event(), packet: null }, flow)).toBeNull();
  });
});

describe('events of UDP and TCP', () => {
  const udp: ProbeFlow = { ...flow, kind: 'udp', id: null, port: 8080 };
  const packet = { icmp: null, id: null, sequence: null, transport: 'udp' } as const;

  it("are known by the server's port, which each leg has on its side", () => {
    const request = event({}, { ...packet, sourcePort: 40000, destinationPort: 8080 });
    const back = { source: udp.server, destination: udp.client };
    const reply = event({}, { ...packet, ...back, sourcePort: 8080, destinationPort: 40000 });
    expect(matchEvent(request, udp)).toEqual({ leg: 'request', sequence: null });
    expect(matchEvent(reply, udp)).toEqual({ leg: 'reply', sequence: null });
    expect(matchEvent(request, { ...udp, kind: 'tcp' })).toBeNull();
    expect(matchEvent(request, { ...udp, port: 53 })).toBeNull();
  });
});
