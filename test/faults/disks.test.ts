import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { CLI, run, scratchFolder } from '../e2e/support/cli.ts';
import { CANNOT_RUN } from '../e2e/support/root.ts';
import { fault, longFault, timed } from './support/fault.ts';

/** In a mount namespace of its own, in which this was done before. */
function after(script: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-c', `${script} && exec "$@"`, 'sh'];
}

const full = (where: string, inodes = '') =>
  after(
    `mkdir -p ${where} && mount -t tmpfs -o mode=700,size=16k${inodes} tmpfs ${where} && { head -c 16k /dev/zero >${where}/all; true; }`,
  );

describe.skipIf(CANNOT_RUN)('disks', () => {
  fault('--out on a full disk', () =>
    timed(['verify', '--out', '/mnt/run'], { prefix: full('/mnt') }),
  );

  longFault('--out on a disk that gets full by it', () =>
    timed(['verify', '--count', '60', '--out', '/mnt/run'], {
      prefix: after('mount -t tmpfs -o size=24k tmpfs /mnt'),
    }),
  );

  longFault('--out on a disk without inodes', () =>
    timed(['verify', '--out', '/mnt/run'], {
      prefix: after('mount -t tmpfs -o size=1m,nr_inodes=3 tmpfs /mnt'),
    }),
  );

  fault('--out on a disk that is read-only', () =>
    timed(['verify', '--out', '/mnt/run'], { prefix: after('mount -t tmpfs -o ro tmpfs /mnt') }),
  );

  fault('--out becomes read-only in mid-run', () => {
    const out = join(scratchFolder(), 'run');
    mkdirSync(out);
    const script = `mount -t tmpfs tmpfs ${out} && { (sleep 0.3; mount -o remount,ro ${out}) & } `;
    return timed(['verify', '--count', '50', '--interval', '20', '--out', out], {
      prefix: after(script),
    });
  });

  fault('--html on a full disk', () =>
    timed(['verify', '--html', '/mnt/report.html'], { prefix: full('/mnt') }),
  );

  for (const command of ['verify', 'up']) {
    fault(`no room in /run for the record of a lab, by ${command}`, () =>
      timed([command], { prefix: full('/run/cni-lab') }),
    );
  }

  for (const json of [[], ['--json']]) {
    fault(['standard output on a full disk', ...json].join(', '), () => {
      const command = '"$@" >/dev/full';
      return run('sh', [
        ...['-c', command, 'sh', process.execPath, CLI, 'verify', ...json],
        ...['--out', join(scratchFolder(), 'run')],
      ]);
    });
  }
});
