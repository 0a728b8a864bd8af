import { expect, it } from 'vitest';
import { expectedLab } from '../../src/drawing/drawn-lab.ts';
import { ladderOf } from '../../src/drawing/ladder.ts';
import { narrate } from '../../src/drawing/narration.ts';
import { tripOf } from '../../src/drawing/trip.ts';
import { programsAt } from '../../src/verdict/evidence.ts';
import { observed, recordedRun } from '../support/recorded-runs.ts';

function told(title: string) {
  const run = recordedRun(title);
  const { datapath, family } = run;
  const { scene, programs } = expectedLab(datapath, family);
  const ladder = ladderOf(scene);
  return narrate(ladder, tripOf(ladder, observed(run), datapath.signature, 1), {
    why: (tap) => datapath.why[tap] ?? '',
    programs: (tap) => programsAt(programs, tap),
  });
}

it('says who hands a packet on, what it passes unseen, and why', () => {
  const steps = told('cilium/same-node ping IPv4');
  expect(steps.map(({ text }) => text)).toEqual([
    'The request goes out of pod1 by eth0.',
    'The request comes into node1 by lxc1.',
    'redirect_peer at lxc1 hands it on: the request comes into pod2 by eth0.',
    'The reply goes out of pod2 by eth0.',
    'The reply comes into node1 by lxc2.',
    'redirect_peer at lxc2 hands it on: the reply comes into pod1 by eth0.',
  ]);
  expect(steps[2]!.detail).toBe('TTL 63, was 64; with the same stamp');
  expect(steps[2]!.unseen).toEqual([
    'lxc2 in node1 sees nothing of it: requests jump past it into pod2',
  ]);
  expect(steps[0]!.detail).toBe('from 10.244.1.11 to 10.244.1.12; TTL 64');
});

it('says when a packet is wrapped, unwrapped, and translated', () => {
  const overlay = told('flannel/vxlan ping IPv4').map(({ detail }) => detail);
  expect(overlay.filter((text) => text.includes('wrapped in VXLAN 1'))).toHaveLength(2);
  expect(overlay.filter((text) => text.includes('out of its VXLAN 1'))).toHaveLength(2);
  const service = told('kube-proxy/iptables tcp IPv4').map(({ detail }) => detail);
  expect(service.filter((text) => text.includes('now to 10.244.1.12'))).toHaveLength(1);
  expect(service.filter((text) => text.includes('now from 10.96.0.50'))).toHaveLength(1);
});
