import { describe, expect, it } from 'vitest';
import { backendsOf } from '../../src/witnesses/ipvs-connections.ts';

// of Linux 6.12
const TABLE = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData
UDP 0AF4010B 963F 0A600032 1F90 0AF4010C 1F90 UDP             273
UDP 0AF4010B 9640 0A600032 1F90 0AF4010C 1F90 UDP             273
UDP 0AF4010D 963F 0A600032 1F90 0AF4010E 1F90 UDP             273
TCP 0AF4010B D176 0A600033 1F90 0AF4010D 1F90 TIME_WAIT       110
TCP fd00:0010:0244:0001:0000:0000:0000:0011 93DE fd00:0010:0096:0000:0000:0000:0000:0050 1F90 fd00:0010:0244:0001:0000:0000:0000:0012 1F90 TIME_WAIT       109
`;
const V4 = { from: '10.244.1.11', to: '10.96.0.50' };
const V6 = { from: 'fd00:10:244:1::11', to: 'fd00:10:96::50' };

describe('connections of IPVS', () => {
  it('name the pod that each flow was given to, once', () => {
    expect(backendsOf(TABLE, { kind: 'udp', ...V4 })).toEqual(['10.244.1.12']);
    expect(backendsOf(TABLE, { kind: 'tcp', ...V6 })).toEqual(['fd00:10:244:1::12']);
  });

  it('are those of the protocol, of who asks and of the service alone', () => {
    expect(backendsOf(TABLE, { kind: 'tcp', ...V4 })).toEqual([]);
    expect(backendsOf(TABLE, { kind: 'udp', ...V6 })).toEqual([]);
    expect(backendsOf(TABLE, { kind: 'ping', ...V4 })).toEqual([]);
    expect(backendsOf(TABLE, { kind: 'udp', from: '10.244.1.12', to: V4.to })).toEqual([]);
    expect(backendsOf('', { kind: 'udp', ...V4 })).toEqual([]);
  });
});
