import { describe, expect, it } from 'vitest';
import { tapArguments } from '../../src/analyze/tap-arguments.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe('file arguments', () => {
  it('may all come without taps', () => {
    expect(tapArguments(['a.pcap', '/tmp/b=c.pcap'])).toEqual([
      { file: 'a.pcap', tap: null },
      { file: '/tmp/b=c.pcap', tap: null },
    ]);
  });

  it('may all come with taps', () => {
    expect(tapArguments(['pod1/eth0=a.pcap', 'node1/cni0=dir/b=c.pcap#cni0'])).toEqual([
      { file: 'a.pcap', tap: 'pod1/eth0' },
      { file: 'dir/b=c.pcap#cni0', tap: 'node1/cni0' },
    ]);
  });

  it.each([
    [['pod1/eth0=a.pcap', 'pod1/eth0=b.pcap'], 'pod1/eth0 was given twice'],
    [['pod1/eth0=a.pcap', 'pod1/lxc=a.pcap'], 'a.pcap was given twice'],
    [['pod1/eth0=a.pcap', 'b.pcap'], 'some files have a tap and some have none'],
    [['a.pcap', 'pod2/lxc=b.pcap'], 'some files have a tap and some have none'],
    [['pod9/eth0=a.pcap'], 'no datapath has a tap named "pod9/eth0"'],
    [['pod1/eth1=a.pcap'], 'no datapath has a tap named "pod1/eth1"'],
  ])('%j are wrong usage', (args, message) => {
    const error = labErrorOf(() => tapArguments(args));
    expect(error).toMatchObject({ code: 'E_USAGE', exitCode: 2, message });
    expect(error.mend).toMatch(/^cni-lab analyze pod1\/eth0=/);
  });

  it('name the taps that there are, if one is unknown', () => {
    const { why } = labErrorOf(() => tapArguments(['pod1/eth9=a.pcap']));
    for (const tap of ['pod1/eth0', 'pod1/lxc', 'node1/cni0', 'pod2/lxc', 'pod2/eth0']) {
      expect(why).toContain(tap);
    }
  });
});
