import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import { inspectionText } from '../../src/report/inspection-text.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { bridgeLab, ciliumLab, recorded } from '../inspect/recorded-lab.ts';
import { plainStyle } from '../support/plain-style.ts';

const textOf = async (lab: Parameters<typeof inspect>[0], width = 80) =>
  inspectionText(await inspect(lab, 'ours', new AbortController().signal), plainStyle(width));

/** As a shell reads them: lines after a backslash belong together. */
const commands = (text: string) =>
  [...text.replaceAll(/ \\\n\s+/g, ' ').matchAll(/^\s+\$ (.+)$/gm)].map((found) => found[1]!);

describe.each([
  ['Cilium', await textOf(ciliumLab())],
  ['the bridge plugin', await textOf(bridgeLab())],
])('the page of a node with %s', (_, text) => {
  it('fits into 80 columns', () => {
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  it('has a command for every fact', () => {
    expect(commands(text).length).toBeGreaterThan(8);
    expect(text).toContain('$: the command that shows it by hand');
  });

  it('says in one line that the answers agree', () => {
    expect(text).toMatch(/map {9}✓ link_index, ethtool,.* agree$/m);
    expect(text).not.toContain('DISAGREE');
  });
});

it('begins with the pods, a line for each', async () => {
  const [, head, pod] = (await textOf(bridgeLab())).split('\n');
  expect(head).toMatch(/^ {2}pod +device +peer +host side +bridge, programs$/);
  expect(pod).toMatch(/^ {2}cni-lab\/pod1 +eth0 \(2\) +\d+ +veth\w+ +cni0$/);
  expect((await textOf(ciliumLab())).split('\n')[2]).toMatch(/tcx ingress: cil_from_container$/);
});

it('breaks a long command so that it can still be pasted', async () => {
  const wide = commands(await textOf(ciliumLab(), 110));
  expect(commands(await textOf(ciliumLab()))).toEqual(wide);
  expect(wide).toContain(
    'kubectl -n kube-system exec cilium-x -c cilium-agent -- cilium-dbg endpoint list -o json',
  );
});

describe('a disagreement', async () => {
  const endpoints = recorded('cilium/worker.endpoints.json').replace(
    '"interface-name": "lxc6a64a093f401"',
    '"interface-name": "lxc000000000000"',
  );
  const text = await textOf(ciliumLab({}, endpoints));

  it('is shown with all answers, and once more at the end', () => {
    expect(text).toContain('✗ THE ANSWERS DISAGREE');
    expect(text).toMatch(/link_index {5}lxc6a64a093f401 \(13\)/);
    expect(text).toMatch(/ethtool {8}lxc6a64a093f401 \(13\)/);
    expect(text).toMatch(/endpoint list {2}lxc000000000000 \(13\); the node calls it/);
    expect(text.trimEnd().split('\n').at(-1)).toContain('✗ cil-smoke/b: the answers about its');
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});

it('never says that there are no programs where it could not have seen them', async () => {
  const blind = await textOf(bridgeLab({ 'bpftool -j batch file -': undefined! }));
  expect(blind).toMatch(/programs {4}none seen/);
  expect(await textOf(bridgeLab())).toMatch(/programs {4}none$/m);
});

it('shows a pod that could not be looked at with the reason', async () => {
  expect(await textOf(bridgeLab())).toMatch(/pod cni-lab\/pod3.*\n\s+✗ it is Pending/);
});

it('cannot be made to move the cursor by what a pod or device is called', async () => {
  const text = await textOf(bridgeLab({}, { name: 'evil\u001b[2J', addresses: ['10.9.9.9'] }));
  expect(text).not.toContain('\u001b');
});
