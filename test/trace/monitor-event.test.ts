import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMonitorLine } from '../../src/trace/monitor-event.ts';
import { events, lines, recorded } from './support.ts';

describe('the lines of a real monitor', () => {
  it('has a log line first, then events', () => {
    const read = lines('related-ping.jsonl').map((line) => parseMonitorLine(line).kind);
    expect(read).toEqual(['other', 'event', 'event', 'event', 'event', 'event', 'event']);
  });

  it('tells of an endpoint, a device, a state and the packet', () => {
    expect(events()[0]).toEqual({
      type: 'trace',
      point: 'to-endpoint',
      source: 564,
      destination: 564,
      state: 'new',
      reason: null,
      device: 'lxc6a64a093f401',
      bytes: 98,
      packet: {
        source: '10.244.0.251',
        destination: '10.244.1.141',
        ttl: 62,
        sourceMac: 'be:b4:a9:5b:ec:2a',
        destinationMac: 'a6:bc:bd:35:73:69',
        icmp: 'EchoRequest',
        id: 143,
        sequence: 1,
        transport: null,
        sourcePort: null,
        destinationPort: null,
      },
    });
  });

  it('has neither device nor state where the event says 0 and unknown', () => {
    const { point, device, state, destination } = events()[1]!;
    expect({ point, device, state, destination }).toEqual({
      point: 'from-endpoint',
      device: null,
      state: null,
      destination: null,
    });
  });

  it('knows UDP and TCP by their ports', () => {
    const [first] = events('all-ping-cut.jsonl');
    expect(first?.packet).toMatchObject({
      icmp: null,
      transport: 'udp',
      sourcePort: 53756,
      destinationPort: 53,
    });
  });

  it('takes no harm from a line that is cut, nor from the text form', () => {
    const kinds = (file: string) => lines(file).map((line) => parseMonitorLine(line).kind);
    expect(kinds('all-ping-cut.jsonl').at(-1)).toBe('other');
    expect(new Set(kinds('related-ping-v.txt'))).toEqual(new Set(['other']));
  });
});

describe('other lines', () => {
  it('counts lost events', () => {
    expect(parseMonitorLine('CPU 01: Lost 17 events')).toEqual({ kind: 'lost', count: 17 });
  });

  it('reads a drop: its reason, and its device by number', () => {
    // the fields are those of pkg/monitor/datapath_drop.go, DropNotifyVerbose
    const { type: _, ifindex: __, ...rest } = JSON.parse(lines('related-ping.jsonl')[1]!);
    const drop = { ...rest, type: 'drop', reason: 'Policy denied', Ifindex: 13, Line: 1831 };
    expect(parseMonitorLine(JSON.stringify(drop))).toMatchObject({
      kind: 'event',
      event: { type: 'drop', point: 'drop', reason: 'Policy denied', device: '13' },
    });
  });

  it('passes other types by', () => {
    expect(parseMonitorLine('{"type":"debug","message":"x"}').kind).toBe('other');
    expect(parseMonitorLine('{"type":"trace"}').kind).toBe('other');
  });

  it('never throws, whatever it is given', () => {
    const real = recorded('related-ping.jsonl');
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.nat(real.length)), (of) => {
        parseMonitorLine(typeof of === 'number' ? real.slice(of) : of);
      }),
    );
    for (const summary of [
      'null',
      '[]',
      '{"l3":{"src":1,"dst":{}}}',
      '{"l3":{"src":"a","dst":"b"},"l4":7}',
    ]) {
      parseMonitorLine(
        `{"type":"trace","observationPoint":"to-stack","source":"x","summary":${summary}}`,
      );
    }
  });
});
