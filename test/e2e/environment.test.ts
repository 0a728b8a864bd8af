import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, run, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** All that a lab runs, by the names that are looked up. */
const TOOLS = [
  ...[
    'ip',
    'tc',
    'bridge',
    'nft',
    'sysctl',
    'tcpdump',
    'ping',
    'nsenter',
    'unshare',
    'setpriv',
    'sh',
  ],
  ...['bird', 'birdc', 'iptables-restore', 'iptables-save', 'bpftool', 'conntrack', 'ethtool'],
];

/** What a shell adds by itself, and what is said for tc. */
const OURS = ['PATH', 'LC_ALL', 'PWD', 'OLDPWD', 'SHLVL', '_', 'TC_BPF_MNT'];

const UNASKED = {
  NODE_OPTIONS: '--no-deprecation',
  TCPDUMP_OPTIONS: '-e',
  IP_OPTIONS: '-6',
  IPTABLES_SAVE: 'x',
  BASH_ENV: '/nowhere',
  LANG: 'de_DE.UTF-8',
  LC_NUMERIC: 'de_DE.UTF-8',
  SECRET_TOKEN: 'x',
};

/** Tools that write down with what environment they were started, and then are what they are. */
async function noting(): Promise<{ path: string; seen: () => Map<string, string> }> {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'seen'));
  for (const tool of TOOLS) {
    const real = (await run('which', [tool])).stdout.trim();
    if (!real) continue;
    const file = join(folder, tool);
    writeFileSync(file, `#!/bin/dash\n/usr/bin/env >>${folder}/seen/${tool}\nexec ${real} "$@"\n`);
    chmodSync(file, 0o755);
  }
  const seen = () =>
    new Map(
      readdirSync(join(folder, 'seen')).map((tool) => [
        tool,
        readFileSync(join(folder, 'seen', tool), 'utf8'),
      ]),
    );
  return { path: `${folder}:${process.env.PATH}`, seen };
}

describe.skipIf(CANNOT_RUN)("the user's environment", () => {
  it.each([
    ['linux/bridge', '--probe', 'tcp'],
    ['calico/bgp', '--probe', 'ping'],
    ['cilium/socket-lb', '--probe', 'tcp'],
    ['kube-proxy/iptables', '--probe', 'tcp'],
  ])('does not reach what %s starts', async (...args) => {
    const { path, seen } = await noting();
    const { code, stderr } = await cli(['verify', ...args], { env: { ...UNASKED, PATH: path } });
    expect(code, stderr).toBe(0);
    const tools = seen();
    for (const tool of ['ip', 'tcpdump']) {
      expect([...tools.keys()]).toContain(tool);
    }
    for (const [tool, text] of tools) {
      const names = [...text.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
      expect(
        names.filter((name) => !OURS.includes(name!)),
        tool,
      ).toEqual([]);
      expect(text).toContain('LC_ALL=C\n');
    }
    expect(leftovers()).toEqual([]);
  });

  it('is there where it was asked for: in exec and shell', async () => {
    expect((await cli(['up', 'linux/bridge', '--name', 'asked'])).code).toBe(0);
    try {
      const { stdout } = await cli(['exec', 'pod1', '--name', 'asked', '--', 'env'], {
        env: UNASKED,
      });
      for (const [name, value] of Object.entries(UNASKED)) {
        expect(stdout).toContain(`${name}=${value}\n`);
      }
    } finally {
      await cli(['down', '--name', 'asked']);
    }
    expect(existsSync('/run/netns/cni-lab.asked.pod1')).toBe(false);
  });

  it('does not find tools in the folder that one happens to be in', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'tcpdump'), `#!/bin/sh\ntouch ${cwd}/was-run\n`);
    chmodSync(join(cwd, 'tcpdump'), 0o755);
    const PATH = `.::${process.env.PATH}`;
    const { code, stderr } = await cli(['verify', 'linux/veth'], { cwd, env: { PATH } });
    expect(code, stderr).toBe(0);
    expect(existsSync(join(cwd, 'was-run'))).toBe(false);
  });
});
