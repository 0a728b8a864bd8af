import { describe, expect, it } from 'vitest';
import { surveyNode, surveyPods } from '../../../src/labs/cluster/survey.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import { FakeRunner } from './fake-runner.ts';
import { access, node, pod, type RecordedPlace, recorded } from './sites.ts';

const A = pod('pod-a', { uid: 'aaaa-1111' });
const B = pod('pod-b', { uid: 'bbbb-2222', addresses: ['10.244.1.3'] });
const PIDS: Record<number, RecordedPlace> = { 100: 'pod-a', 200: 'pod-b' };

/** The recorded node; what is in the pods can be changed. */
function reached(edit: (json: string) => string = (json) => json) {
  return access({
    net: new FakeRunner(() => recorded('node')),
    outside: new FakeRunner(
      () => '/proc/100/cgroup:0::/kubepods/podaaaa-1111/x\n/proc/200/cgroup:0::/podbbbb_2222/y\n',
    ),
    enter: (pid) => new FakeRunner(() => edit(recorded(PIDS[pid]!))),
  });
}

async function surveyed(pods = [A, B], edit?: (json: string) => string) {
  return surveyPods(await surveyNode(node('worker'), reached(edit)), pods);
}

describe('a node', () => {
  it('has a wire: the device that has the address by which others reach it', async () => {
    const site = await surveyNode(node('worker'), reached());
    expect(site.wire.name).toBe('eth0');
    expect(site.interfaces).toHaveLength(6);
  });

  it('has it by its second address, if the first is on no device', async () => {
    const internalAddresses = ['203.0.113.1', 'fc00:f853:ccd:e793::3'];
    const site = await surveyNode(node('worker', { internalAddresses }), reached());
    expect(site.wire.name).toBe('eth0');
  });

  it('whose addresses are on none of its devices is not this one', async () => {
    const elsewhere = node('worker', { internalAddresses: ['203.0.113.1'] });
    expect(await labErrorIn(surveyNode(elsewhere, reached()))).toMatchObject({
      code: 'E_LAB_BROKEN',
      message: 'no device of the node worker has its address',
      why: expect.stringMatching(
        /203\.0\.113\.1, the devices have 127\.0\.0\.1\/8, .*172\.18\.0\.3/,
      ),
    });
  });
});

describe('the pods of a node', () => {
  it('are found with process, both ends and bridge', async () => {
    const [a, b] = await surveyed();
    expect(a).toMatchObject({ pod: A, pid: 100 });
    expect([a!.eth0.name, a!.host.name, a!.bridge?.name]).toEqual(['eth0', 'vethaaaa1111', 'cni0']);
    expect(b).toMatchObject({ pod: B, pid: 200, bridge: null });
    expect([b!.eth0.name, b!.host.name]).toEqual(['eth0', 'vethbbbb2222']);
  });

  it('keep the order in which they are asked for', async () => {
    expect((await surveyed([B, A])).map((site) => site.pod)).toEqual([B, A]);
  });

  it('are found behind netkit devices, which have no MAC addresses', async () => {
    const netkit = access({
      net: new FakeRunner(() => recorded('netkit-node')),
      outside: new FakeRunner(() => '/proc/100/cgroup:0::/kubepods/podaaaa-1111/x\n'),
      enter: () => new FakeRunner(() => recorded('netkit-pod')),
    });
    const worker = node('worker', { internalAddresses: ['192.168.50.1'] });
    const [site] = await surveyPods(await surveyNode(worker, netkit), [
      { ...A, addresses: ['10.244.1.11'] },
    ]);
    for (const end of [site!.eth0, site!.host]) {
      expect(end).toMatchObject({ kind: 'netkit', mac: '00:00:00:00:00:00' });
    }
    expect([site!.eth0.name, site!.host.name, site!.bridge]).toEqual(['eth0', 'lxc1', null]);
  });

  it.each([
    [
      'no process of it runs',
      { uid: 'cccc-3333' },
      (json: string) => json,
      'no process of it was found on worker',
    ],
    [
      'its address is on none of its devices',
      { addresses: ['10.244.9.9', 'fd00::9'] },
      (json: string) => json,
      'none of its devices has 10.244.9.9 or fd00::9',
    ],
    [
      'its device is no pair',
      {},
      (json: string) => json.replace('"link_index": 5,', '').replace('"veth"', '"dummy"'),
      'its eth0 has no other end (dummy)',
    ],
    [
      'its device says nothing of its kind',
      {},
      (json: string) => json.replace('"link_index": 5,', '').replace('"linkinfo"', '"x"'),
      'its eth0 has no other end (a plain device)',
    ],
    [
      'its other end is not on the node',
      {},
      (json: string) => json.replace('"link_index": 5,', '"link_index": 99,'),
      'no device of worker has the ifindex 99, which eth0 has as its other end',
    ],
  ])('cannot be surveyed where %s', async (_, fields, edit, why) => {
    const failure = await labErrorIn(surveyed([{ ...A, ...fields }], edit));
    expect(failure).toMatchObject({
      code: 'E_LAB_BROKEN',
      message: 'the devices of the pod cni-lab/pod-a could not be found',
      why,
      mend: 'kubectl -n cni-lab get pod pod-a -o wide',
    });
  });

  // a macvlan device's link_index is that of the node's wire: every frame of the node would be its own
  it('have no host side if they hang on macvlan or ipvlan', async () => {
    const edit = (json: string) =>
      json.replace('"link_index": 5,', '"link_index": 2,').replace('"veth"', '"macvlan"');
    expect((await labErrorIn(surveyed([A], edit))).code).toBe('E_LAB_BROKEN');
  });
});
