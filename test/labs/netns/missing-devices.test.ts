import { expect, it } from 'vitest';
import { CommandError } from '../../../src/host/command-error.ts';
import type { Argv } from '../../../src/host/runner.ts';
import { explainIpvs } from '../../../src/labs/netns/ipvs.ts';
import { explainDevice } from '../../../src/labs/netns/make-links.ts';
import { explainOvs } from '../../../src/labs/netns/openvswitch.ts';

function failed(argv: Argv, exitCode: number, stderr: string): CommandError {
  return new CommandError({ argv, exitCode, signal: null, timedOut: false, stdout: '', stderr });
}

const IP: Argv = ['ip', '-batch', '-'];
const LINKS = ['netns add a', 'link add name b type bridge', 'link add name d type dummy'];

it('names the kind of device that the kernel does not have, by the line that failed', () => {
  const ended = failed(IP, 1, 'Error: Unknown device type.\nCommand failed -:3');
  expect(explainDevice(ended, LINKS)).toMatchObject({
    code: 'E_KERNEL_FEATURE',
    exitCode: 3,
    message: 'this kernel has no dummy devices',
    why: expect.stringContaining('"Error: Unknown device type."'),
    mend: expect.stringMatching(/modprobe dummy.*CONFIG_DUMMY/),
  });
});

it('names tun devices where their device file is not there', () => {
  const ended = failed(IP, 1, 'open: No such file or directory\nCommand failed -:2');
  const made = ['netns add a', 'tuntap add flannel0 mode tun'];
  expect(explainDevice(ended, made)).toMatchObject({
    code: 'E_KERNEL_FEATURE',
    message: 'this kernel has no tun devices',
    why: expect.stringContaining('"open: No such file or directory"'),
    mend: expect.stringMatching(/modprobe tun.*CONFIG_TUN/),
  });
});

it.each([
  ['another failure', 'RTNETLINK answers: File exists\nCommand failed -:3'],
  ['a line that makes no device', 'Error: Unknown device type.\nCommand failed -:1'],
  ['a line that there is not', 'Error: Unknown device type.\nCommand failed -:9'],
  ['no line', 'Error: Unknown device type.'],
])('leaves %s to others', (_what, stderr) => {
  expect(explainDevice(failed(IP, 1, stderr), LINKS)).toBeNull();
});

/** What ipvsadm 1.31 printed on 6.18 without CONFIG_IP_VS. */
const NO_IPVS = `modprobe: FATAL: Module ip_vs not found in directory /lib/modules/6.18.44
Can't initialize ipvs: Protocol not available
Are you sure that IP Virtual Server is built in the kernel or as module?`;
const IPVSADM: Argv = ['ipvsadm', '--restore'];

it('says that the kernel has no IPVS, or not the scheduler', () => {
  expect(explainIpvs(failed(IPVSADM, 2, NO_IPVS))).toMatchObject({
    code: 'E_KERNEL_FEATURE',
    message: 'this kernel has no IPVS',
    why: expect.stringContaining('Module ip_vs not found'),
    mend: expect.stringContaining('modprobe -a ip_vs ip_vs_rr'),
  });
  const noScheduler = failed(IPVSADM, 255, 'Scheduler or persistence engine not found');
  expect(explainIpvs(noScheduler)?.message).toBe('this kernel has no IPVS scheduler rr');
  expect(explainIpvs(failed(IPVSADM, 255, 'Service already exists'))).toBeNull();
});

it('says that the kernel has no datapath of Open vSwitch', () => {
  // what ovs-dpctl 3.1.0 printed on 6.18 without CONFIG_OPENVSWITCH
  const stderr = `2026-11-21T17:44:53Z|00001|dpif_netlink|INFO|Generic Netlink family 'ovs_datapath' does not exist. The Open vSwitch kernel module is probably not loaded.
ovs-dpctl: add_dp (No such file or directory)`;
  const argv: Argv = ['ovs-dpctl', 'add-dp', 'datapath'];
  expect(explainOvs(failed(argv, 1, stderr))).toMatchObject({
    code: 'E_KERNEL_FEATURE',
    message: 'this kernel has no datapath of Open vSwitch',
    why: "Generic Netlink family 'ovs_datapath' does not exist",
    mend: expect.stringContaining('modprobe openvswitch'),
  });
  expect(explainOvs(failed(argv, 1, 'ovs-dpctl: add_dp (File exists)'))).toBeNull();
});
