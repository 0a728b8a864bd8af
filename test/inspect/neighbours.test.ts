import { expect, it } from 'vitest';
import { neighboursOf, parseNeighbours } from '../../src/inspect/neighbours.ts';
import { recorded } from './recorded-lab.ts';

const all = parseNeighbours(recorded('bridge/worker.neigh.json'));

it('reads entries as recorded', () => {
  expect(all).toHaveLength(2);
  expect(all[0]).toEqual({
    ...{ address: '10.244.1.3', device: 'cni0', mac: '0a:38:bb:a0:f7:b1', state: 'delay' },
  });
});

it('has entries that failed, without a MAC address', () => {
  const failed = parseNeighbours('[{"dst":"10.0.0.9","dev":"eth0","state":["FAILED"]}]');
  expect(failed).toMatchObject([{ mac: null, state: 'failed' }]);
});

it("keeps the pod's own, and those behind its own device", () => {
  expect(neighboursOf(all, ['10.244.1.3'], 'veth1')).toHaveLength(1);
  expect(neighboursOf(all, ['10.244.1.4'], 'eth0')).toMatchObject([{ address: '172.18.0.7' }]);
  expect(neighboursOf(all, ['10.244.1.4'], null)).toEqual([]);
});
