import { expect, it } from 'vitest';
import { ingressPrograms } from '../../../src/cni/cilium/ingress-programs.ts';

/** `bpftool -j net show` with these programs. */
const netShow = (...tc: readonly [ifindex: number, kind: string, name: string][]) =>
  JSON.stringify([
    { xdp: [], tc: tc.map(([ifindex, kind, name]) => ({ devname: 'd', ifindex, kind, name })) },
  ]);

it('are those for what comes from pods or off the wire, however they are attached', () => {
  const programs = ingressPrograms([
    {
      node: 'a',
      programs: netShow(
        [5, 'tcx/ingress', 'cil_from_container'],
        [5, 'tcx/egress', 'cil_to_container'],
        [7, 'clsact/ingress', 'cil_from_container-lxc12ab34cd56ef'],
        [9, 'netkit/peer', 'cil_from_container'],
        [9, 'netkit/primary', 'cil_to_container'],
      ),
    },
    { node: 'b', programs: netShow([5, 'netkit/peer', 'cil_from_container']) },
    { node: 'c', programs: null },
  ]);
  expect([...programs]).toEqual([
    ['a/5', ['cil_from_container on tc ingress']],
    ['a/7', ['cil_from_container on tc ingress']],
    ['a/9', ['cil_from_container on netkit peer']],
    ['b/5', ['cil_from_container on netkit peer']],
  ]);
});
