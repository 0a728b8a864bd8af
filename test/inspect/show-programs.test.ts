import { expect, it } from 'vitest';
import { type ProgramViewer, showPrograms } from '../../src/inspect/show-programs.ts';
import { recordedRunner } from './recorded-lab.ts';

const lxc = { name: 'lxc1', ifindex: 13 };
const place = recordedRunner(['nsenter', '--net=/run/netns/n'], {});
const ours: ProgramViewer = {
  ...{ place, hasBpftool: true, bpftoolSees: true, byAgent: null, byNetkitTool: false },
};
const agents = {
  ...ours,
  bpftoolSees: false,
  byAgent: (argv: readonly string[]) => `agent ${argv.join(' ')}`,
};
const on = (hook: string) => ({ hook, name: 'x' });

it.each([
  [
    'both classic hooks',
    [on('tc ingress'), on('tc egress')],
    ours,
    'tc -n n filter show dev lxc1 ingress; tc -n n filter show dev lxc1 egress',
  ],
  ['XDP', [on('xdp')], ours, 'ip -n n -d link show dev lxc1'],
  ['tcx', [on('tcx ingress'), on('tcx egress')], ours, 'ip netns exec n bpftool net show dev lxc1'],
  ['tcx where ours is too old', [on('tcx ingress')], agents, 'agent bpftool net show dev lxc1'],
  [
    'tc and tcx',
    [on('tc ingress'), on('tcx ingress')],
    agents,
    'tc -n n filter show dev lxc1 ingress; agent bpftool net show dev lxc1',
  ],
  ['nothing', [], ours, 'ip netns exec n bpftool net show dev lxc1'],
  [
    'nothing, without bpftool',
    [],
    { ...ours, hasBpftool: false },
    'tc -n n filter show dev lxc1 ingress',
  ],
] as const)('shows %s by who sees it', (_, found, viewer, command) => {
  expect(showPrograms(lxc, found, viewer)).toBe(command);
});

it('reaches a device by number whose name cannot be read', () => {
  const odd = { name: 'b\ufffd', ifindex: 7 };
  expect(showPrograms(odd, [on('tc ingress')], ours)).toBe('tc -n n filter show dev if7 ingress');
  expect(showPrograms(odd, [on('tcx ingress')], ours)).toBe('ip netns exec n bpftool net show');
});
