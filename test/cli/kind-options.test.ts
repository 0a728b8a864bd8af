import { Command, CommanderError } from 'commander';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type KindOptions, kindOptions, kindSpec } from '../../src/cli/kind-options.ts';
import { labErrorOf } from '../support/thrown-by.ts';

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('CNI_LAB_')) vi.stubEnv(name, undefined);
  }
  return () => vi.unstubAllEnvs();
});

/** The options as commander reads them. */
function read(...args: string[]): KindOptions {
  const command = new Command('up').exitOverride().configureOutput({ writeErr: () => {} });
  for (const option of kindOptions()) command.addOption(option);
  return command.parse(args, { from: 'user' }).opts<KindOptions>();
}
const specOf = (...args: string[]) => kindSpec(read(...args));

describe('the cluster that the options ask for', () => {
  it('is two nodes with Cilium in BPF host routing, without kube-proxy', () => {
    expect(specOf()).toEqual({
      ...{ nodes: 2, image: null, kubeProxy: 'none', archives: [], testImage: null },
      cni: {
        ...{ kind: 'cilium', mode: 'bpf-native', version: null, chart: null, set: [], values: [] },
      },
    });
  });

  it.each([
    [['--mode', 'legacy'], 'none'],
    [['--mode', 'kpr-off'], 'iptables'],
    [['--cni', 'kindnet'], 'iptables'],
    [['--cni', 'bridge'], 'iptables'],
    [['--cni', 'ptp'], 'iptables'],
    [['--cni', 'none'], 'iptables'],
    [['--cni-manifest', 'x.yaml'], 'iptables'],
    [['--cni-chart', 'x.tgz'], 'iptables'],
    [['--cni', 'kindnet', '--mode', 'kpr-off'], 'iptables'],
    [['--kube-proxy', 'nftables'], 'nftables'],
    [['--cni', 'kindnet', '--kube-proxy', 'none'], 'none'],
  ])('%j: kube-proxy %s', (args, kubeProxy) => {
    expect(specOf(...args).kubeProxy).toBe(kubeProxy);
  });

  it('has what each CNI needs, and no more', () => {
    expect(specOf('--cni', 'bridge', '--cni-bin', '/b').cni).toEqual({ kind: 'bridge', bin: '/b' });
    expect(specOf('--cni', 'ptp').cni).toEqual({ kind: 'ptp', bin: null });
    expect(specOf('--cni', 'kindnet', '--set', 'a=1').cni).toEqual({ kind: 'kindnet' });
    expect(specOf('--cni', 'custom', '--cni-manifest', 'm.yaml').cni).toEqual({
      ...{ kind: 'manifest', source: 'm.yaml', bin: null },
    });
    expect(specOf('--cni-chart', 'c.tgz', '--set', 'a=1', '--values', 'v.yaml').cni).toEqual({
      ...{ kind: 'chart', chart: 'c.tgz', set: ['a=1'], values: ['v.yaml'], bin: null },
    });
  });

  it('takes the rest as it is given', () => {
    const args = ['--nodes', '5', '--kind-image', 'node:1', '--test-image', 'netshoot:1'];
    const spec = specOf(...args, '--cilium-version', '1.19.4', '--chart', './c');
    expect(spec).toMatchObject({ nodes: 5, image: 'node:1', testImage: 'netshoot:1' });
    expect(spec.cni).toMatchObject({ version: '1.19.4', chart: './c' });
  });
});

describe('options that may be repeated', () => {
  it('add up; files may be separated by commas as well', () => {
    const spec = specOf('--load-archive', 'a.tar', '--load-archive', 'b.tar,c.tar,');
    expect(spec.archives).toEqual(['a.tar', 'b.tar', 'c.tar']);
  });

  it('a Helm value keeps its commas and its equals signs', () => {
    const { cni } = specOf('--set', 'a=1', '--set', 'b={x,y}', '--set', 'c=d=e');
    expect(cni).toMatchObject({ set: ['a=1', 'b={x,y}', 'c=d=e'] });
  });

  it('may come from the environment', () => {
    vi.stubEnv('CNI_LAB_LOAD_ARCHIVE', 'a.tar,b.tar');
    vi.stubEnv('CNI_LAB_NODES', '3');
    expect(specOf()).toMatchObject({ nodes: 3, archives: ['a.tar', 'b.tar'] });
  });
});

describe('options that cannot be', () => {
  it('a cluster has one CNI', () => {
    const failure = labErrorOf(() => specOf('--cni-manifest', 'a', '--cni-chart', 'b'));
    expect(failure.code).toBe('E_USAGE');
    expect(failure.message).toContain('--cni-manifest and --cni-chart exclude each other');
  });

  it('custom alone says nothing', () => {
    expect(labErrorOf(() => specOf('--cni', 'custom'))).toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('--cni custom'),
    });
  });

  it.each([
    [['--nodes', '0']],
    [['--nodes', '17']],
    [['--nodes', 'two']],
    [['--cni', 'calico']],
    [['--mode', 'fast']],
    [['--kube-proxy', 'userspace']],
    [['--set', 'novalue']],
    [['--set', '=1']],
  ])('%j', (args) => {
    expect(() => specOf(...args)).toThrow(CommanderError);
  });
});
