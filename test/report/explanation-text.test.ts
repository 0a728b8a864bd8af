import { describe, expect, it } from 'vitest';
import { CATALOGUE, findDatapath, twinsOf } from '../../src/datapaths/catalogue.ts';
import { expectedJourney } from '../../src/drawing/journey.ts';
import { explanationText } from '../../src/report/explanation-text.ts';
import { styleOf } from '../../src/ui/style.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { plainStyle } from '../support/plain-style.ts';

describe.each(CATALOGUE)('the explanation of $name', (datapath) => {
  const text = explanationText(datapath, plainStyle());

  it('fits into 80 columns', () => {
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  it('tells the whole story with its sources, and how to see it fail', () => {
    const flat = text.replaceAll(/\s+/g, ' ');
    for (const { text: sentence, source } of datapath.story) {
      expect(flat).toContain(sentence.replaceAll(/\s+/g, ' '));
      expect(flat).toContain(`(${source})`);
    }
    expect(flat).toContain(`cni-lab verify ${datapath.name} --lab ${datapath.control} `);
  });

  it('names those that look the same to captures, and nothing else', () => {
    const [, rest = ''] = text.split('Captures alone cannot tell it from\n');
    const named = rest.split('\n\n')[0]!.match(/[a-z-]+\/[a-z0-9-]+(?=[,:])/g) ?? [];
    const twins = twinsOf(datapath.name).filter((name) => name !== datapath.name);
    expect(named.toSorted()).toEqual(twins);
  });

  it('has a line for every tap in each drawing, and one in the signature', () => {
    const drawings = text.match(/^The path/gm)!.length;
    for (const tap of Object.keys(datapath.signature)) {
      const lines = text.split('\n').filter((line) => line.split(/ +/).includes(tap));
      expect(lines.length).toBe(drawings + 1);
    }
  });

  it('draws an arrow for every look at a tap', () => {
    for (const drawing of text.split(/^The (?:path|signature).*\n/m).slice(1, -1)) {
      const arrows = drawing.match(/[▼▲]/g)?.length ?? 0;
      const probe =
        drawing === text.split(/^The path of the rest\n/m)[1]?.split(/^The/m)[0] ? 1 : 0;
      const ways = LEGS.map((leg) => expectedJourney(datapath.signature, leg, probe));
      expect(arrows).toBe(ways.flat().length);
    }
  });
});

it('the taps that a leg jumps past are passed by a dotted lane', () => {
  const text = explanationText(findDatapath('cilium/same-node'), plainStyle());
  expect(text).toMatch(/lxc1 +▼ {2}┊ +pod1\/lxc +all in +none +replies jump past it into pod1/);
  expect(text).toMatch(/lxc2 +┊ {2}▲ +pod2\/lxc +none +all in +requests jump past it into pod2/);
  expect(text).toMatch(/pod1\/eth0 +all out +all in, TTL -1 /);
});

it('is drawn without Unicode, too', () => {
  const style = styleOf({ isTTY: true, columns: 80 }, { NO_COLOR: '1', LANG: 'C' });
  const [, drawn = ''] = explanationText(findDatapath('cilium/same-node'), style).split('The path');
  const [ladder = ''] = drawn.split('The signature');
  expect(ladder).toMatch(/^[\x20-\x7e\n]+$/);
  expect(ladder).toMatch(/lxc1 +v {2}: +pod1\/lxc/);
});

it('twins come with the witness that can tell', () => {
  const text = explanationText(findDatapath('calico/bgp'), plainStyle()).replaceAll(/\s+/g, ' ');
  expect(text).toContain('linux/ptp-cross-node: the routing daemons (birdc show route all) could');
  const ptp = explanationText(findDatapath('linux/ptp'), plainStyle()).replaceAll(/\s+/g, ' ');
  expect(ptp).toMatch(/linux\/plain-redirect: the programs .* could/);
  expect(ptp).toMatch(/kindnet\/same-node.*: whose devices and routes they are .* could/);
});

it('what passes a device unseen is told from what passes it by', () => {
  const text = explanationText(findDatapath('cilium/xdp-drop'), plainStyle());
  expect(text).toMatch(/lxc1 +pod1\/lxc +none, but counted +none\n +└ xdp_drop on xdp/);
  expect(text).toMatch(/lxc2 +pod2\/lxc +none +none/);
});
