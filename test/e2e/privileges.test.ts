import { chmodSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Capability } from '../../src/host/capabilities.ts';
import { neededBy, type PrivilegeName } from '../../src/host/privileges.ts';
import { asNobodyWith, asRootWith } from './support/capabilities.ts';
import { type CliOptions, cli, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** What shows that a line of the table is enough, and what must be up for it. */
const SHOWN: readonly {
  readonly privilege: PrivilegeName;
  readonly beside?: PrivilegeName;
  readonly args: readonly string[];
  readonly up?: string;
}[] = [
  { privilege: 'run', args: ['verify', 'linux/bridge'] },
  { privilege: 'run', args: ['verify', 'cilium/same-node'] },
  { privilege: 'run', args: ['verify', 'cilium/xdp-redirect'] },
  { privilege: 'run', args: ['verify', 'flannel/udp'] },
  { privilege: 'run', args: ['verify', 'linux/bridge', '--trace'] },
  { privilege: 'run', args: ['demo', 'linux/bridge', '--auto', '--pace', '0'] },
  { privilege: 'run', args: ['identify', '--lab', 'linux/bridge'] },
  { privilege: 'run', args: ['trace', 'cilium/same-node'] },
  { privilege: 'run', beside: 'sockets', args: ['verify', 'cilium/socket-lb'] },
  { privilege: 'run', beside: 'bgp', args: ['verify', 'calico/bgp'] },
  { privilege: 'up', beside: 'bgp', args: ['up', 'calico/bgp', '--name', 'least'] },
  { privilege: 'up', args: ['up', 'cilium/same-node', '--name', 'least'] },
  { privilege: 'enter', args: ['exec', 'pod1', '--name', 'least', '--', 'true'], up: 'least' },
  { privilege: 'inspect', args: ['inspect', '--name', 'least'], up: 'least' },
  { privilege: 'inspect', args: ['inspect', '--netns', 'cni-lab.least.pod1'], up: 'least' },
  { privilege: 'remove', args: ['down', '--name', 'least'], up: 'least' },
  { privilege: 'files', args: ['explain', 'cilium/same-node'] },
  { privilege: 'files', args: ['status'] },
  { privilege: 'files', args: ['manifests', 'agent'] },
  { privilege: 'files', args: ['completion', 'bash'] },
];

/** All that one of these needs of who does it. */
function allOf({ privilege, beside }: (typeof SHOWN)[number], uid: number): Capability[] {
  return [...new Set([...neededBy(privilege, uid), ...(beside ? neededBy(beside, uid) : [])])];
}

const cases = SHOWN.map((one) => [`${one.args.join(' ')} (${one.privilege})`, one] as const);

/** Those with BIRD. */
const BGP = /\/bgp/;

/** What it prints must not depend on who asked; a run's own id and times do. */
function isComparable(args: readonly string[]): boolean {
  return ['inspect', 'explain', 'manifests'].includes(args[0]!);
}

describe.skipIf(CANNOT_RUN)('what needs root needs no more than its line says', () => {
  afterEach(async () => {
    await cli(['down', '--all']);
    expect(leftovers()).toEqual([]);
  });

  it.each(cases)('%s', async (_, one) => {
    const { args, up } = one;
    const who = [
      ['as uid 0', asRootWith(allOf(one, 0))],
      ['as another', asNobodyWith(allOf(one, 65534))],
    ] as const;
    for (const [name, prefix] of who) {
      if (up) expect((await cli(['up', 'cilium/same-node', '--name', up])).code).toBe(0);
      const whole = isComparable(args) ? (await cli(args)).stdout : null;
      const { code, stdout, stderr } = await cli(args, { prefix, ...writable() });
      expect(code, `${name}: ${stdout}${stderr}`).toBe(0);
      if (whole !== null) expect(stdout, name).toBe(whole);
      await cli(['down', '--all']);
    }
  });

  const lines = SHOWN.filter(({ privilege }) => privilege !== 'files');
  const without = lines.flatMap((one) =>
    allOf(one, 0).map((name) => [one.args.join(' '), name, one] as const),
  );

  it.each(without)('%s without %s says so, and makes nothing', async (_, missing, one) => {
    const { args, up } = one;
    if (up) expect((await cli(['up', 'cilium/same-node', '--name', up])).code).toBe(0);
    const before = leftovers();
    const rest = allOf(one, 0).filter((name) => name !== missing);
    const { code, stderr } = await cli(args, { prefix: asRootWith(rest), ...writable() });
    expect(stderr).toContain(`error E_NO_CAPABILITY: root lacks ${missing} here`);
    expect(stderr).toContain(`--cap-add ${missing.slice('CAP_'.length)}`);
    expect(code).toBe(3);
    expect(leftovers()).toEqual(before);
  });

  it('list does not take a missing capability for a kernel without devices', async () => {
    const prefix = asRootWith(['CAP_SYS_ADMIN'] satisfies Capability[]);
    const { datapaths } = JSON.parse((await cli(['list', '--json'], { prefix })).stdout);
    for (const { runnable, why } of datapaths) {
      expect(runnable).toBe(false);
      expect(why).toContain('root lacks CAP_NET_ADMIN, CAP_NET_RAW, CAP_SETGID here');
    }
  });

  it('list names what may run with what there is', async () => {
    const prefix = asRootWith(neededBy('run', 0));
    const here = JSON.parse((await cli(['list', '--json'])).stdout).datapaths;
    const { datapaths } = JSON.parse((await cli(['list', '--json'], { prefix })).stdout);
    for (const [i, { name, runnable, why }] of datapaths.entries()) {
      const missing = /^cilium\/socket-lb/.test(name)
        ? 'CAP_DAC_OVERRIDE'
        : BGP.test(name)
          ? 'CAP_NET_BIND_SERVICE'
          : null;
      expect(runnable, name).toBe(here[i].runnable && missing === null);
      if (missing) expect(why).toBe(`root lacks ${missing} here`);
    }
  });
});

/** Where a user who is not root may write, too. */
function writable(): CliOptions {
  const cwd = scratchFolder();
  chmodSync(cwd, 0o777);
  return { cwd };
}
