import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDatapath } from '../../src/datapath-file/read-datapath.ts';
import type { Surroundings } from '../../src/datapath-file/surroundings.ts';
import { writeDatapath } from '../../src/datapath-file/write-datapath.ts';
import { findDatapath } from '../../src/datapaths/catalogue.ts';
import type { LabError } from '../../src/errors.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const GOOD = writeDatapath({
  ...findDatapath('cilium/same-node'),
  families: [4], // each thing once
});

const NOTHING_THERE: Surroundings = { isThere: () => false, programsIn: () => null };

const refusal = (text: string, around = NOTHING_THERE): LabError =>
  labErrorOf(() => readDatapath(text, 'my.yaml', around));

/** The good file with one change, which there must be, and what is said of it. */
function changed(from: string | RegExp, to: string): { error: LabError; text: string } {
  const text = GOOD.replace(from, to);
  expect(text).not.toBe(GOOD);
  return { error: refusal(text), text };
}

/** The place that a message names, as the text from there to the end of its line. */
function pointedAt({ message }: LabError, text: string): string {
  const [, line, column] = /^my\.yaml:(\d+):(\d+): /.exec(message)!.map(Number);
  return text.split('\n')[line! - 1]!.slice(column! - 1);
}

it('takes the file that the changes start from', () => {
  expect(readDatapath(GOOD, 'my.yaml', NOTHING_THERE).name).toBe('my/cilium-same-node');
});

// what is changed, into what; what the message says, where it points to, what is expected there
describe.each<[string, string | RegExp, string, string, string, RegExp]>([
  [
    'a word',
    /hook: ingress/,
    'hook: ingres',
    '"hook" cannot be "ingres"',
    'ingres',
    /one of ingress, egress, netkit peer/,
  ],
  [
    'a key',
    /hook: ingress/,
    'hok: ingress',
    'nothing here is named "hok"',
    'hok: ing',
    /^expected there: one of hook/,
  ],
  [
    'a top key',
    /^title:/m,
    'titel:',
    'nothing here is named "titel"',
    'titel: ',
    /: one of title,/,
  ],
  [
    'a value',
    'ttl: 0 }',
    'ttl: zero }',
    '"ttl" cannot be "zero"',
    'zero }',
    /a whole number such as -1, or \{ anyOf/,
  ],
  [
    'a kind of value',
    /^needs: .*/m,
    'needs: veth',
    '"needs" cannot be "veth"',
    'veth',
    /: a list$/,
  ],
  [
    'an item',
    /^needs: .*/m,
    'needs: [ veth, vethh ]',
    'item 2 of "needs" cannot be "vethh"',
    'vethh ]',
    /the nearest is veth$/,
  ],
  ['a number for a name', /^name: .*/m, 'name: 7', '"name" cannot be 7', '7', /text: in quotes/],
  [
    'a name of its own',
    /^name: .*/m,
    'name: linux/ptp',
    '"linux/ptp" is a name of the catalogue',
    'linux/ptp',
    /such as my\/linux-ptp/,
  ],
  [
    'the form of a name',
    /^name: .*/m,
    'name: ../../etc',
    '"name" cannot be "../../etc"',
    '../../etc',
    /such as my\/fast-path/,
  ],
  ['nothing for something', /^title: .*/m, 'title:', '"title" cannot be empty', '', /: text/],
  [
    'a MAC address',
    'mac: 02:00:00:00:02:01',
    'mac: 02-01',
    '"mac" cannot be "02-01"',
    '02-01',
    /a MAC address, such as/,
  ],
  [
    'an address',
    '10.244.1.11/32',
    '10.244.1.11',
    'item 1 of "addresses" cannot be "10.244.1.11"',
    '10.244.1.11 ]',
    /with prefix length/,
  ],
  [
    'a second line for ip',
    'to: 10.244.1.11,',
    'to: "a\\nlink del eth0",',
    '"to" cannot be "a"',
    '"a\\n',
    /text on one line/,
  ],
  [
    'a MAC address twice',
    /(links:[\s\S]*)02:00:00:00:02:02/,
    '$102:00:00:00:01:01',
    'there is another MAC address "02:00:00:00:01:01"',
    '02:00:00:00:01:01',
    /nothing else has/,
  ],
  [
    'a device of a route',
    'device: lxc1',
    'device: lxc9',
    'there is no device "lxc9" in node1',
    'lxc9',
    /one of lxc1, lxc2/,
  ],
  [
    'a device of a tap',
    'namespace: pod1, device: eth0',
    'namespace: pod1, device: eth1',
    'there is no device "eth1" in pod1',
    'eth1',
    /: eth0$/,
  ],
  [
    'a device of a program',
    'device: lxc1, hook',
    'device: lxc7, hook',
    'there is no device "lxc7" in node1',
    'lxc7',
    /one of lxc1, lxc2/,
  ],
  [
    'a namespace',
    'namespace: pod2, device: eth0',
    'namespace: pod3, device: eth0',
    'there is no namespace "pod3"',
    'pod3',
    /one of node1, pod1, pod2/,
  ],
  [
    'the node of a pod',
    'node: node1',
    'node: node7',
    'there is no node "node7"',
    'node7',
    /: node1$/,
  ],
  [
    'a pod without a node',
    /\n +node: node1/,
    '',
    '"node" is missing: pod1 is a pod',
    'role: pod',
    /: node1$/,
  ],
  [
    'a tap of the signature',
    '  pod1/lxc: { req',
    '  pod1/lxd: { req',
    'there is no tap "pod1/lxd"',
    'pod1/lxd: {',
    /one of pod1\/eth0, pod1\/lxc/,
  ],
  [
    'a tap that is not in the signature',
    /^ {2}pod1\/lxc: \{ req.*\n/m,
    '',
    'the signature says nothing of the tap "pod1/lxc"',
    'pod1/lxc, ',
    /or "pod1\/lxc" in it/,
  ],
  [
    'a tap of a source MAC',
    'sourceMac: pod1/lxc',
    'sourceMac: pod1/x',
    'there is no tap "pod1/x"',
    'pod1/x',
    /one of pod1\/eth0/,
  ],
  [
    'a tap of a source MAC in a list of looks',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: [ { which: all, direction: in, ttl: 0, sourceMac: pod1/x } ], reply',
    'there is no tap "pod1/x"',
    'pod1/x }',
    /one of pod1\/eth0/,
  ],
  [
    'a tap of those that share the packets',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: { which: all, direction: in, ttl: 0, sharedBy: [ pod1/lxc, pod1/x ] }, reply',
    'there is no tap "pod1/x"',
    'pod1/x ]',
    /one of pod1\/eth0/,
  ],
  [
    'a look of several',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: [ { which: all, direction: up, ttl: 0 } ], reply',
    '"direction" cannot be "up"',
    'up,',
    /one of in, out/,
  ],
  [
    'a key of a look of several',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: [ { which: all, direction: in, ttl: 0, hopp: 1 } ], reply',
    'nothing here is named "hopp"',
    'hopp:',
    /one of hop,/,
  ],
  [
    'a list of no looks',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: [], reply',
    '"request" cannot be a list',
    '[]',
    /which: none/,
  ],
  [
    'a tap where sealed packets are bare',
    'reply: { which: none }',
    'reply: { which: none, sealed: { by: wireguard, direction: in, bareAt: pod1/x } }',
    'there is no tap "pod1/x"',
    'pod1/x }',
    /one of pod1\/eth0/,
  ],
  [
    'a place of routes',
    /^proof:/m,
    'routes: { 4: [ { place: node9, learned: [] } ] }\nproof:',
    'there is no namespace "node9"',
    'node9,',
    /one of node1/,
  ],
  [
    'a tap of what is unseen',
    /^proof:/m,
    'unseen: [ { tap: node1/x, rx: 1, tx: 0 } ]\nproof:',
    'there is no tap "node1/x"',
    'node1/x,',
    /one of pod1\/eth0/,
  ],
  [
    'a backend',
    /^proof:/m,
    'backends: [ pod9 ]\nproof:',
    'there is no namespace "pod9"',
    'pod9 ]',
    /one of node1, pod1/,
  ],
  [
    'the place of a fact',
    / {4}services:/,
    '    conditions: [ { namespace: pod9, argv: [ "true" ] } ]\n    services:',
    'there is no namespace "pod9"',
    'pod9,',
    /one of node1, pod1/,
  ],
  [
    'the place of an incident',
    / {4}services:/,
    '    incident: { act: { namespace: pod9, argv: [ "true" ] }, effect: { namespace: pod1, argv: [ "true" ] } }\n    services:',
    'there is no namespace "pod9"',
    'pod9,',
    /one of node1, pod1/,
  ],
  [
    'the daemon that makes a device',
    / {4}links:\n/,
    '$&      - { kind: made, as: tap0, by: { namespace: node1, name: x }, device: { namespace: pod1, name: net1, mac: 02:00:00:00:09:01 } }\n',
    'there is no daemon "x" in node1',
    'x }',
    /: /,
  ],
  [
    'the device of a probe',
    / {4}services:/,
    '    probe: { from: pod1, to: pod2, device: net1 }\n    services:',
    'there is no device "net1" in pod1',
    'net1 }',
    /: eth0/,
  ],
  [
    'a port of Open vSwitch',
    / {8}role: node\n/,
    '$&        openvswitch: { name: ovs0, ports: [ x0 ], flows: [] }\n',
    'there is no device "x0" in node1',
    'x0 ]',
    /one of /,
  ],
  [
    'a tap explained',
    '  pod1/lxc: replies',
    '  pod1/x: replies',
    'there is no tap "pod1/x"',
    'pod1/x: r',
    /one of pod1\/eth0/,
  ],
  [
    'silence without a canary',
    'request: { which: all, direction: in, ttl: 0 }, reply',
    'request: { which: none }, reply',
    'the tap "pod1/lxc" must see nothing, and nothing shows that it could',
    '{ name: pod1/lxc',
    /canary: \{ from, to \}/,
  ],
  [
    'a leg',
    /, reply: \{ which: none \}/,
    '',
    '"reply" is missing',
    '{ request',
    /what the tap must see/,
  ],
  [
    'the control',
    /^control: .*/m,
    'control: linux/pttp',
    'there is no datapath named "linux/pttp"',
    'linux/pttp',
    /nearest are linux\/ptp,/,
  ],
  [
    "the control's file",
    /^control: .*/m,
    'control: slow.yaml',
    'there is no file "slow.yaml"',
    'slow.yaml',
    /by its path from this one/,
  ],
  ['no control', /^control: .*/m, '', '"control" is missing', 'name: my', /whose lab must fail/],
  [
    'a twin',
    /^proof:/m,
    'twins: [ a/b ]\nproof:',
    'there is no datapath "a/b"',
    'a/b ]',
    /one of cilium\/same-node,/,
  ],
  [
    'an object',
    'object: redirect-peer',
    'object: mine.o',
    'there is no BPF object "mine.o"',
    'mine.o',
    /clang -target bpf/,
  ],
  [
    'an object of ours',
    'object: redirect-peer',
    'object: mine',
    '"object" cannot be "mine"',
    'mine',
    /redirect, redirect-peer, .*or the path of a BPF object/,
  ],
  [
    'no server',
    /^ +services: .*\n/m,
    '',
    'no server in pod2 answers UDP and TCP probes',
    'namespaces:',
    /probes: \[ping\]/,
  ],
  [
    'nobody to ask',
    / {6}pod2:/,
    '      pod3:',
    'there is no pod2, and no "probe" that names another',
    'node1:',
    /probe: \{ from, to \}/,
  ],
  [
    'an address of the other family',
    '10.244.1.12/32',
    'fd00::2/64',
    'the first address of pod2 is no IPv4 address',
    '- kind: veth',
    /IPv4 address/,
  ],
  [
    'no family',
    /^topology:[\s\S]*^conntrack/m,
    'topology: {}\nconntrack',
    '"topology" has no family',
    '{}',
    /4: or 6:/,
  ],
  [
    'a text that would do something to a terminal',
    /^title: .*/m,
    'title: "\\e[31mred"',
    'a control character, U+001B',
    '"\\e[31m',
    /text without control characters/,
  ],
  [
    'a key that would turn the order of letters',
    /^title: .*/m,
    'title: a\n"ti\\u202etle": b',
    'a control character, U+202E',
    '"ti',
    /text without control characters/,
  ],
  ['another family', /^ {2}4:/m, '  5:', 'nothing here is named "5"', '5:', /one of 4, 6/],
  [
    'no YAML',
    /^title: .*/m,
    'title: [ a',
    'Flow sequence in block collection must be',
    'needs',
    /well-formed YAML/,
  ],
  [
    'a key twice',
    /^title: .*/m,
    'title: a\ntitle: b',
    'Map keys must be unique',
    'title: b',
    /well-formed YAML/,
  ],
])('an error in %s', (_, from, to, message, place, expected) => {
  it('is told with its place, and with what was expected there', () => {
    const { error, text } = changed(from, to);
    expect(error).toMatchObject({ code: 'E_DATAPATH_FILE', exitCode: 2 });
    expect(error.message).toContain(`: ${message}`);
    expect(pointedAt(error, text).slice(0, place.length)).toBe(place);
    expect(error.why).toMatch(/^expected there: /);
    expect(error.why.replace(/; more is wrong.*/, '')).toMatch(expected);
    expect(error.mend).toMatch(/^edit my\.yaml:\d+:\d+$/);
  });
});

describe('a file', () => {
  it.each(['', '# nothing\n', '- a\n', 'a\n', '7'])('that is no map is refused: %j', (text) => {
    expect(refusal(text).message).toMatch(/^my\.yaml:1:1: the file cannot be /);
    expect(refusal(text).why).toMatch(/name, title, control, signature and topology/);
  });

  it('with an alias of nothing is refused', () => {
    expect(refusal('a: *b\n')).toMatchObject({
      code: 'E_DATAPATH_FILE',
      message: expect.stringMatching(/^my\.yaml:1:1: Unresolved alias/),
    });
  });

  it('with several errors tells the first, and the lines of the others', () => {
    const text = GOOD.replaceAll('hook: ingress', 'hook: x').replaceAll('ttl: -1', 'ttl: x');
    const error = refusal(text);
    const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1;
    expect(error.message).toContain(`my.yaml:${lineOf('ttl: x')}:`);
    expect(error.why).toMatch(new RegExp(`; more is wrong at line .*\\b${lineOf('hook: x')}\\b`));
  });

  it('may use anchors: what an alias stands for is checked where it is', () => {
    const good = GOOD.replace('reply: { which: none }', 'reply: &nothing { which: none }').replace(
      'request: { which: none }',
      'request: *nothing',
    );
    expect(readDatapath(good, 'my.yaml', NOTHING_THERE).signature['pod2/lxc']!.request).toEqual({
      which: 'none',
    });
  });

  it('finds its BPF objects and its control from its own folder', () => {
    const asked: string[] = [];
    const around: Surroundings = {
      isThere: (path) => asked.push(path) > 0,
      programsIn: (path) => (asked.push(path) > 0 ? [{ section: 'x', name: 'f' }] : null),
    };
    const text = GOOD.replaceAll('object: redirect-peer', 'object: bpf/mine.o').replace(
      /^control: .*/m,
      'control: ../slow.yaml',
    );
    const datapath = readDatapath(text, 'labs/here/my.yaml', around);
    expect(new Set(asked)).toEqual(new Set(['labs/here/bpf/mine.o', 'labs/slow.yaml']));
    const object = resolve('labs/here/bpf/mine.o');
    const { programs } = datapath.topology(4);
    expect(programs).toHaveLength(2);
    expect(programs[0]).toMatchObject({ object, section: 'x', program: 'f' });
    expect(datapath.control).toBe('labs/slow.yaml');
  });

  const own = (change: string, programs: { section: string; name: string }[]) =>
    refusal(GOOD.replace('object: redirect-peer', `object: mine.o${change}`), {
      isThere: () => true,
      programsIn: () => programs,
    });
  const two = [
    { section: 'a', name: 'f' },
    { section: 'b', name: 'g' },
  ];

  it('says which sections an object has, where the one that is meant is not there', () => {
    expect(own(', section: c', two)).toMatchObject({
      message: expect.stringContaining('there is no section "c" in mine.o'),
      why: 'expected there: one of a, b',
    });
    expect(own('', two).message).toContain('there is no section "tc" in mine.o');
  });

  it('does not take any file for a BPF object', () => {
    const around = { isThere: () => true, programsIn: () => null };
    const text = GOOD.replace('object: redirect-peer', 'object: mine.o');
    expect(refusal(text, around).message).toContain('"mine.o" is no BPF object');
  });
});
