import { describe, expect, it } from 'vitest';
import { parseDeviceFacts } from '../../src/inspect/device-facts.ts';
import { hookPrograms, type ProgramAnswers } from '../../src/inspect/hook-programs.ts';
import { filterPrograms } from '../../src/inspect/tc-programs.ts';
import { bpftoolSays, OLD_BPFTOOL, recorded } from './recorded-lab.ts';

const answer = (text: string) => ({ text, why: null });
const cilium = recorded('cilium/worker.bpftool-net.json');
const nobody: ProgramAnswers = {
  ...{ bpftool: answer(OLD_BPFTOOL), tc: null, agent: null, devices: [], kernel: '6.18.44' },
  netkit: [],
};
const lxc = 13;
const on = (answers: ProgramAnswers, ifindex = lxc) =>
  hookPrograms(answers)
    .attached.filter((program) => program.ifindex === ifindex)
    .map(({ hook, name }) => `${hook} ${name}`);

describe('the programs on devices', () => {
  it('are seen by our bpftool, or by that of the agent, once', () => {
    const ours = answer(bpftoolSays('7.5.0', cilium));
    expect(on({ ...nobody, bpftool: ours })).toEqual(['tcx ingress cil_from_container']);
    expect(on({ ...nobody, agent: cilium })).toEqual(['tcx ingress cil_from_container']);
    expect(on({ ...nobody, bpftool: ours, agent: cilium })).toHaveLength(1);
  });

  it('are named on the classic hooks as tc names them', () => {
    const net = `[{"xdp":[],"tc":[{"devname":"lxc1","ifindex":13,"kind":"clsact/ingress","name":"a.o:[tc]"}]}]`;
    const tc = [{ device: 'lxc1', ifindex: 13, hook: 'tc ingress', name: 'redirect' }];
    const bpftool = answer(bpftoolSays('7.5.0', net));
    expect(on({ ...nobody, bpftool, tc })).toEqual(['tc ingress redirect']);
    expect(on({ ...nobody, bpftool })).toEqual(['tc ingress a.o:[tc]']);
  });

  it('are those on netkit devices, as our tool names them where bpftool is too old', () => {
    const netkit = [{ device: 'lxc1', ifindex: 13, hook: 'netkit peer', name: 'redirect' }];
    expect(on({ ...nobody, netkit })).toEqual(['netkit peer redirect']);
    const net = `[{"xdp":[],"tc":[{"devname":"lxc1","ifindex":13,"kind":"netkit/peer","name":"redirect","prog_id":5}]}]`;
    const bpftool = answer(bpftoolSays('7.5.0', net));
    expect(on({ ...nobody, netkit, bpftool })).toEqual(['netkit peer redirect']);
  });

  it('are those on XDP hooks too', () => {
    const devices = parseDeviceFacts(
      '[{"ifindex":2,"ifname":"eth0","xdp":{"prog":{"id":7,"name":"balance"}}}]',
    );
    expect(on({ ...nobody, devices }, 2)).toEqual(['xdp balance']);
  });
});

describe('blindness', () => {
  it('is that of an old bpftool on a kernel with tcx, unless an agent sees', () => {
    const { blind, oursBlind } = hookPrograms(nobody);
    expect(blind).toBe('bpftool 7.1.0 does not see tcx and netkit');
    expect(oursBlind).toBe(blind);
    expect(hookPrograms({ ...nobody, agent: cilium })).toMatchObject({ blind: null, oursBlind });
  });

  it('is that of tc where there is no bpftool', () => {
    const bpftool = { text: null, why: 'bpftool is not installed' };
    expect(hookPrograms({ ...nobody, bpftool }).blind).toContain('bpftool is not installed');
  });

  it.each([
    ['a newer bpftool', { bpftool: answer(bpftoolSays('7.3.0', '[{"xdp":[],"tc":[]}]')) }],
    ['an older kernel', { kernel: '6.1.0-49-amd64' }],
    ['a lab where nobody but us attaches programs', { kernel: null }],
  ])('is none with %s', (_, change) => {
    expect(hookPrograms({ ...nobody, ...change }).blind).toBeNull();
  });
});

describe('the names that tc gives', () => {
  const filter = (options: object) => JSON.stringify([{ kind: 'bpf', options }]);

  it('are those of whoever attached them: the kernel cuts them off', () => {
    const options = { bpf_name: 'cil_from_container-lxc1', prog: { name: 'cil_from_contai' } };
    expect(filterPrograms(filter(options))).toEqual(['cil_from_container-lxc1']);
  });

  it("are the kernel's where tc itself attached them", () => {
    const options = { bpf_name: 'redirect-peer.bpf.o:[tc]', prog: { name: 'redirect_peer' } };
    expect(filterPrograms(filter(options))).toEqual(['redirect_peer']);
  });

  it('are none of other filters', () => {
    expect(filterPrograms('[{"kind":"u32","options":{}}]')).toEqual([]);
    expect(filterPrograms('')).toEqual([]);
  });
});
