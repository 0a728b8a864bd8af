import { afterEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/inspect/inspection.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { cli } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';
import { commandsOnPage, expectCommandsToShow, shownFacts } from './support/shown-facts.ts';

/** One for each kind of fact; those that this kernel lacks are shown elsewhere. */
const LABS = [
  'cilium/same-node', // programs in tc
  'linux/bridge', // ports of a bridge
  'flannel/vxlan', // entries of a tunnel
  'kube-proxy/iptables',
  'kube-proxy/nftables',
  'kube-proxy/ipvs',
  'cilium/socket-lb', // programs on sockets
  'cilium/xdp-lb',
  'cilium/netkit-same-node',
  'linux/macvlan',
  'multus/macvlan', // a second device
  'linux/ipvlan-l2',
  'weave/fastdp',
  'calico/policy-drop',
].filter((name) => HERE.some((datapath) => datapath.name === name));

afterEach(async () => {
  await cli(['down', '--all']);
  expect(leftovers()).toEqual([]);
});

async function inspection(...args: readonly string[]): Promise<Inspection> {
  const { stdout, code } = await cli(['inspect', ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

describe.skipIf(CANNOT_RUN)('every command that inspect shows', () => {
  it.each(LABS)('on %s works as pasted, and shows the fact that it stands by', async (name) => {
    expect((await cli(['up', name, '--name', 'looked'])).code).toBe(0);
    const seen = await inspection('--name', 'looked');
    expect(shownFacts(seen).filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(8);
    const commands = await expectCommandsToShow(seen);
    const page = await cli(['inspect', '--name', 'looked']);
    for (const command of commandsOnPage(page.stdout)) expect(commands).toContain(command);
    expect(page.stdout.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});
