import { afterEach, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import type { Inspection } from '../../src/inspect/inspection.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { publishedSchema } from '../support/published-schema.ts';
import { cli } from './support/cli.ts';
import { HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';
import { commandsOnPage, expectCommandsToShow, shownFacts } from './support/shown-facts.ts';

/** One for each kind of fact. */
const LABS = [
  'cilium/same-node', // programs in tc
  'cilium/policy-drop',
  'linux/bridge', // ports of a bridge
  'flannel/vxlan', // entries of a tunnel
  'kube-proxy/iptables',
  'kube-proxy/nftables',
  'kube-proxy/ipvs',
  'cilium/socket-lb', // programs on sockets
  'cilium/xdp-tx', // programs on XDP
  'cilium/netkit-same-node', // programs on netkit
  'cilium/wireguard',
  'calico/ipip',
  'canal/policy-drop',
  'linux/macvlan', // what stands on a device of the node
  'linux/ipvlan-l2',
  'linux/bond-active-backup', // ports of something else than a bridge
  'multus/macvlan', // a second device
  'weave/fastdp',
];
/** The same over IPv6. */
const SIX = ['flannel/vxlan', 'kube-proxy/iptables'];
const known = CATALOGUE.map(({ name }) => name);
const canRun = (name: string) => HERE.some((datapath) => datapath.name === name);

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
  it.each([
    ...LABS.filter((name) => canRun(name) || !known.includes(name)).map((name) => [name, '4']),
    ...SIX.map((name) => [name, '6']),
  ])(
    'on %s, IPv%s, works as pasted, and shows the fact that it stands by',
    async (name, family) => {
      expect((await cli(['up', name!, '--name', 'looked', '--family', family!])).code).toBe(0);
      const seen = await inspection('--name', 'looked');
      expect(shownFacts(seen).filter(({ lines }) => lines.length > 0).length).toBeGreaterThan(8);
      const commands = await expectCommandsToShow(seen);
      const page = await cli(['inspect', '--name', 'looked']);
      for (const command of commandsOnPage(page.stdout)) expect(commands).toContain(command);
      expect(page.stdout.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
    },
  );
});

describe.skipIf(CANNOT_RUN)('a drawing', () => {
  it('has both nodes, and what connects them, in each form', async () => {
    await cli(['up', 'flannel/vxlan', '--name', 'looked']);
    const drawn = async (form: string) => {
      const { stdout, code } = await cli(['inspect', '--name', 'looked', form]);
      expect(code).toBe(0);
      return stdout;
    };
    const dot = await drawn('--dot');
    const mermaid = await drawn('--mermaid');
    // the first device that is drawn of a node is its wire
    expect(dot).toMatch(/"n0d0" \[label="eth0.*\n[\s\S]*"n0d0" -- "n1d0"/);
    expect(mermaid).toMatch(/n0d0\["eth0.*\n[\s\S]*n0d0 === n1d0/);
    const svg = await drawn('--svg');
    expect(svg.match(/class="room pod"/g)).toHaveLength(2);
    expect(svg.match(/class="room node"/g)).toHaveLength(2);
    expect(svg.match(/class="wire below"/g)).toHaveLength(2); // tunnels leave by eth0
  });

  it('is of one form', async () => {
    const { stdout, code } = await cli(['inspect', '--svg', '--json']);
    expect(JSON.parse(stdout).error.code).toBe('E_USAGE');
    expect(code).toBe(2);
  });
});

it.skipIf(CANNOT_RUN)('--json is what the published schema says', async () => {
  await cli(['up', 'kube-proxy/iptables', '--name', 'looked']);
  const seen = await inspection('--name', 'looked');
  expect(publishedSchema('inspection')(seen)).toEqual([]);
});
