import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConflists } from '../../src/cni/conflist.ts';
import { liveNode, recorded } from './recorded.ts';

const CILIUM = { file: '05-cilium.conflist', text: recorded('cilium-agent/05-cilium.conflist') };
const [FLANNEL] = liveNode('flannel-vxlan').conflists;
const [KINDNET] = liveNode('kindnet').conflists;

describe('the CNI configuration that a node uses', () => {
  it.each([
    [CILIUM, { file: '05-cilium.conflist', name: 'cilium', plugins: ['cilium-cni'] }],
    [FLANNEL!, { file: '10-flannel.conflist', name: 'cbr0', plugins: ['flannel', 'portmap'] }],
    [KINDNET!, { file: '10-kindnet.conflist', name: 'kindnet', plugins: ['ptp', 'portmap'] }],
  ])('is read as recorded: $file', (file, used) => {
    expect(readConflists([file])).toEqual({ used, others: [], bad: [] });
  });

  it('is the lexically first, whatever the order of the files and their folder', () => {
    const { used, others } = readConflists([KINDNET!, FLANNEL!, CILIUM]);
    expect(used?.name).toBe('cilium');
    expect(others.map(({ name }) => name)).toEqual(['cbr0', 'kindnet']);
  });

  it('is not a file that cannot be read, nor one of another name', () => {
    const files = [
      { file: '00-broken.conflist', text: CILIUM.text.slice(0, 60) },
      { file: '01-empty.conf', text: '' },
      { file: '02-no-type.json', text: '{"name":"x","plugins":[{}]}' },
      { file: '03-cilium.conflist.bak', text: CILIUM.text },
      { file: 'README', text: CILIUM.text },
    ];
    const { used, bad } = readConflists([...files, FLANNEL!]);
    expect(used?.name).toBe('cbr0');
    expect(bad).toEqual(['00-broken.conflist', '01-empty.conf', '02-no-type.json']);
  });

  it.each([
    ['in place', { type: 'multus', delegates: [JSON.parse(FLANNEL!.text)] }],
    ['by path', { type: 'multus-shim', clusterNetwork: '/host/etc/cni/net.d/10-flannel.conflist' }],
  ])('may be of Multus, which delegates to another %s', (_, config) => {
    const multus = { file: '00-multus.conf', text: JSON.stringify({ name: 'multus', ...config }) };
    const { used } = readConflists([FLANNEL!, multus]);
    expect(used?.plugins).toEqual([config.type, 'flannel', 'portmap']);
  });

  it('is none for garbage', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((j) => `{"plugins":${j}}`),
    );
    const files = fc.array(
      fc.record({ file: fc.constantFrom('a.conf', 'b.conflist', 'c.json'), text }),
    );
    fc.assert(
      fc.property(files, (garbage) => {
        expect(readConflists(garbage)).toMatchObject({ used: null, others: [] });
        expect(readConflists(garbage).bad).toHaveLength(garbage.length);
      }),
    );
  });
});
