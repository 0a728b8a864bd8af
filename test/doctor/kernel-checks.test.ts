import { expect, it } from 'vitest';
import { checkFeatures } from '../../src/doctor/kernel-checks.ts';

it('says what the kernel does not do, and how to mend it; what few machines have is no failure', () => {
  const findings = checkFeatures(
    new Map([
      ['veth', null],
      ['bpf_redirect_peer', 'it does not know bpf_redirect_peer()'],
      ['netkit', 'Unknown device type'],
      ['ip_vs', 'ipvsadm is not installed'],
      ['dummy', 'Unknown device type'],
    ]),
  );
  expect(findings.map(({ name, ok, found }) => [name, ok, found])).toEqual([
    ['veth', true, 'works'],
    ['bpf_redirect_peer', false, 'it does not know bpf_redirect_peer()'],
    ['netkit', null, 'Unknown device type'],
    ['ip_vs', null, 'ipvsadm is not installed'],
    ['dummy', null, 'Unknown device type'],
  ]);
  expect(findings.map(({ mend }) => mend)).toEqual([
    null,
    expect.stringContaining('5.10'),
    expect.stringContaining('CONFIG_NETKIT'),
    expect.stringContaining('apt-get install -y ipvsadm'),
    'modprobe dummy',
  ]);
});
