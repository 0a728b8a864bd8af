import { expect, it } from 'vitest';
import { droppedPackets, WATCHING } from '../../src/host/drops-tool.ts';

it('reads what was dropped: a line for each reason and device, behind the word that it watches', () => {
  expect(droppedPackets(WATCHING)).toEqual([]);
  expect(droppedPackets(`${WATCHING}TC_INGRESS lxc1 3\n131072 eth0 1\n`)).toEqual([
    { reason: 'TC_INGRESS', device: 'lxc1', packets: 3 },
    { reason: '131072', device: 'eth0', packets: 1 },
  ]);
});
