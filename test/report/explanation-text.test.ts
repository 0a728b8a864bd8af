import { describe, expect, it } from 'vitest';
import { CATALOGUE, findDatapath } from '../../src/datapaths/catalogue.ts';
import { explanationText } from '../../src/report/explanation-text.ts';
import { displayWidth } from '../../src/ui/width.ts';
import { looksOf } from '../../src/verdict/signature.ts';
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

  it('has a line for every tap in each way and in the signature', () => {
    for (const tap of Object.keys(datapath.signature)) {
      const { request, reply } = datapath.signature[tap]!;
      const passes = [request, reply].map((leg) => Math.max(1, looksOf(leg).length));
      const lines = text.split('\n').filter((line) => line.split(/ +/).includes(tap));
      expect(lines.length).toBe(passes[0]! + passes[1]! + 1);
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
