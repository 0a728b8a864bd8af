import { describe, expect, it } from 'vitest';
import { programNames } from '../../src/witnesses/programs.ts';

/** What `tc -j filter show dev lxc1 ingress` of iproute2 6.1 answers: the chain, then its filter. */
const ONE: object[] = JSON.parse(
  '[{"protocol":"all","pref":49152,"kind":"bpf","chain":0},{"protocol":"all","pref":49152,"kind":"bpf","chain":0,"options":{"handle":"0x1","bpf_name":"redirect-peer.bpf.o:[tc]","direct-action":true,"not_in_hw":true,"prog":{"id":3564,"name":"redirect_peer","tag":"b76e7cbafa0f7e59","jited":1}}}]',
);

describe('the programs that tc tells of', () => {
  it('are none where there is no filter', () => {
    expect(programNames('[]')).toEqual([]);
    expect(programNames('[ ]')).toEqual([]);
  });

  it('are named by their functions, once each', () => {
    expect(programNames(JSON.stringify(ONE))).toEqual(['redirect_peer']);
  });

  it('are named in the order in which they run', () => {
    const two = [...ONE, { kind: 'bpf', options: { prog: { id: 37, name: 'second' } } }];
    expect(programNames(JSON.stringify(two))).toEqual(['redirect_peer', 'second']);
  });

  it('leave out filters that are no programs', () => {
    const filters = [
      { kind: 'matchall', options: { handle: 1 } },
      { kind: 'bpf', options: {} },
    ];
    expect(programNames(JSON.stringify(filters))).toEqual([]);
  });
});
