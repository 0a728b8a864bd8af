import { describe, expect, it } from 'vitest';
import { CATALOGUE, findDatapath, twinsOf } from '../../src/datapaths/catalogue.ts';
import { explanationText } from '../../src/report/explanation-text.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { LEGS } from '../../src/verdict/join-key.ts';
import { wayOf } from '../../src/verdict/way.ts';
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

  it('has a line for every look at a tap in each way, and one in the signature', () => {
    const ways = LEGS.flatMap((leg) => wayOf(datapath.signature, leg));
    for (const tap of Object.keys(datapath.signature)) {
      const lines = text.split('\n').filter((line) => line.split(/ +/).includes(tap));
      expect(lines.length).toBe(ways.filter((stop) => stop.tap === tap).length + 1);
    }
  });
});

it('the taps that a leg jumps past are not seen', () => {
  const text = explanationText(findDatapath('cilium/same-node'), plainStyle());
  const [, request = ''] = text.split('The request');
  expect(request).toMatch(/->\| +node1 +pod1\/lxc +seen +redirect_peer on tc ingress/);
  expect(request).toMatch(/ \. +node1 +pod2\/lxc +not seen/);
  expect(text).toMatch(/pod1\/eth0 +all out +all in, TTL -1 /);
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
  const [, request = '', reply = ''] = text.split(/The request|The reply/);
  expect(request).toMatch(/ \. +node1 +pod1\/lxc +counted, not seen +xdp_drop on xdp/);
  expect(request).toMatch(/ \. +node1 +pod2\/lxc +not seen/);
  expect(reply).not.toContain('counted'); // there is none
});
