import { describe, expect } from 'vitest';
import { run } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, timed } from './support/fault.ts';

const PINS = '/sys/fs/bpf';

/** In a mount namespace of its own, where /sys/fs/bpf is as this makes it. */
const WORLDS: Readonly<Record<string, string>> = {
  'no bpffs is mounted': `while mountpoint -q ${PINS}; do umount -l ${PINS}; done`,
  'the bpffs is read-only': `mount -t bpf bpf ${PINS} && mount -o remount,ro ${PINS}`,
  '/sys is read-only': 'mount -o remount,bind,ro /sys',
};

/** Programs by tc, with a map that is shared through a pin, on sockets, and on XDP. */
const LOADED = {
  tc: 'cilium/same-node',
  'tc with a map': 'calico/ebpf',
  sockets: 'cilium/socket-lb',
  XDP: 'cilium/xdp-drop-generic',
};

describe.skipIf(CANNOT_RUN)('BPF file systems', () => {
  for (const [world, script] of Object.entries(WORLDS)) {
    for (const [how, datapath] of Object.entries(LOADED)) {
      const inject = async () => {
        const prefix = ['unshare', '--mount', 'sh', '-c', `${script} && exec "$@"`, 'sh'];
        const [file = '', ...args] = prefix;
        expect(await run(file, [...args, 'true'])).toMatchObject({ code: 0, stderr: '' });
        return timed(['verify', datapath], { prefix });
      };
      fault(`${world}, programs on ${how}`, inject, { long: how !== 'sockets' });
    }
  }
});
