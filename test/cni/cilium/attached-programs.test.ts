import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachedPrograms } from '../../../src/cni/cilium/attached-programs.ts';
import { recorded } from '../recorded.ts';

describe('bpftool -j net show', () => {
  it('of a node: all programs, with their hooks', () => {
    const programs = attachedPrograms(recorded('cilium-agent/bpftool-net.json'));
    const told = programs.map(
      ({ device, ifindex, hook, name }) => `${device}(${ifindex}) ${hook} ${name}`,
    );
    expect(told).toEqual([
      'cilium_net(2) tcx ingress cil_to_host',
      'cilium_host(3) tcx ingress cil_to_host',
      'cilium_host(3) tcx egress cil_from_host',
      'lxc_health(5) tcx ingress cil_from_container',
      'lxc0965102aa5dd(9) tcx ingress cil_from_container',
      'lxca74be2e08910(11) tcx ingress cil_from_container',
      'lxc6a64a093f401(13) tcx ingress cil_from_container',
      'eth0(17) tcx ingress cil_from_netdev',
      'eth0(17) tcx egress cil_to_netdev',
    ]);
  });

  it('of an overlay: the tunnel device too', () => {
    const programs = attachedPrograms(recorded('cilium-vxlan-bpf/worker.bpfnet.json'));
    expect(programs.filter((p) => p.device === 'cilium_vxlan').map((p) => p.hook)).toEqual([
      'tcx ingress',
      'tcx egress',
    ]);
  });

  it('of older kernels and of XDP, as the manual page shows them', () => {
    const text = JSON.stringify([
      {
        xdp: [{ devname: 'eth0', ifindex: 2, mode: 'driver', id: 198 }],
        tc: [
          {
            devname: 'eth0',
            ifindex: 2,
            kind: 'clsact/ingress',
            name: 'cil_from_netdev-eth0',
            id: 1,
          },
          {
            devname: 'lxc1',
            ifindex: 3,
            kind: 'netkit/peer',
            name: 'cil_from_container',
            prog_id: 2,
          },
          { devname: 'bad', kind: 'clsact/ingress' },
          7,
        ],
      },
    ]);
    expect(attachedPrograms(text)).toEqual([
      { device: 'eth0', ifindex: 2, hook: 'xdp', name: null },
      { device: 'eth0', ifindex: 2, hook: 'tc ingress', name: 'cil_from_netdev-eth0' },
      { device: 'lxc1', ifindex: 3, hook: 'netkit peer', name: 'cil_from_container' },
    ]);
  });

  it('is empty for garbage', () => {
    const garbage = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((j) => `[{"tc":[${j}]}]`),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        expect(attachedPrograms(text)).toEqual([]);
      }),
    );
    expect(attachedPrograms(null)).toEqual([]);
  });
});
