import { describe, expect, it } from 'vitest';
import { cgroupRoot } from '../../src/host/cgroup.ts';

const V1 = '33 31 0:30 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu';

describe('the root of the cgroup v2 hierarchy', () => {
  it('is found beside hierarchies of v1, or alone', () => {
    const hybrid = `${V1}\n41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n`;
    expect(cgroupRoot(hybrid)).toBe('/sys/fs/cgroup/unified');
    const alone = '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 none rw,nsdelegate\n';
    expect(cgroupRoot(alone)).toBe('/sys/fs/cgroup');
  });

  it('is not a part of it that is mounted elsewhere', () => {
    const part = '50 24 0:26 /docker/abc /mnt rw - cgroup2 cgroup2 rw';
    expect(cgroupRoot(`${part}\n51 24 0:26 / /mnt/all\\040of\\040it rw - cgroup2 cgroup2 rw`)).toBe(
      '/mnt/all of it',
    );
    expect(cgroupRoot(part)).toBeNull();
  });

  it('is not there on a machine with v1 alone', () => {
    expect(cgroupRoot(V1)).toBeNull();
    expect(cgroupRoot('')).toBeNull();
  });
});
