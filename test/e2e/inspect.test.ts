import { afterEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/inspect/inspection.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { cli, run } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';
import { shownFacts } from './support/shown-facts.ts';

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

/** The commands, as a shell reads the page: lines after a backslash belong together. */
function commandsIn(page: string): string[] {
  const whole = page.replaceAll(/ \\\n\s+/g, ' ');
  return [...whole.matchAll(/^\s+\$ (.+)$/gm)].map((found) => found[1]!);
}

describe.skipIf(CANNOT_RUN)('every command that inspect shows', () => {
  it.each(LABS)('on %s works as pasted, and shows the fact that it stands by', async (name) => {
    expect((await cli(['up', name, '--name', 'looked'])).code).toBe(0);
    const seen = await inspection('--name', 'looked');
    const facts = shownFacts(seen);
    expect(facts.filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(8);
    for (const { command, lines } of facts) {
      const { stdout, code, ...said } = await run('sh', ['-c', command]);
      const stderr = said.stderr.replaceAll(/^# Warning: table .* iptables-nft.*\n/gm, '');
      expect({ command, stderr, code }).toEqual({ command, stderr: '', code: 0 });
      const shown = stdout.split('\n').map((line) => line.replaceAll(/\s+/g, ' '));
      for (const words of lines) {
        const found = shown.some((line) => words.every((word) => line.includes(word)));
        expect({ command, words, found, stdout }).toMatchObject({ found: true });
      }
    }
    const page = await cli(['inspect', '--name', 'looked']);
    const commands = facts.flatMap(({ command }) => command.split('; '));
    for (const command of commandsIn(page.stdout)) expect(commands).toContain(command);
    expect(page.stdout.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});
