import { beforeEach, describe, expect, it, vi } from 'vitest';
import { describeLab, findLab, keptLabs } from '../../src/labs/find-lab.ts';
import type { LabRecord } from '../../src/labs/lab-record.ts';
import { findKindLab } from '../../src/labs/open-cluster.ts';
import { labErrorOf } from '../support/thrown-by.ts';

const there: LabRecord[] = [];

vi.mock('../../src/labs/lab-record.ts', async (original) => ({
  ...(await original<typeof import('../../src/labs/lab-record.ts')>()),
  labRecords: () => [...there],
  labRecord: (name: string) => there.find((record) => record.name === name) ?? null,
}));

const CLAIM = {
  kept: true,
  startedAt: '2026-11-21T10:00:00Z',
  owner: { pid: 1, startTime: '0' },
} as unknown as Pick<LabRecord, 'kept' | 'startedAt' | 'owner'>;
const netns: LabRecord = {
  ...{ ...CLAIM, name: 'small', backend: 'netns', datapath: 'linux/bridge', family: 4 },
};
const spec = { nodes: 2, image: null, kubeProxy: 'none', archives: [], testImage: null } as const;
const kind: LabRecord = {
  ...{ ...CLAIM, name: 'big', backend: 'kind' },
  spec: {
    ...spec,
    cni: { kind: 'cilium', mode: 'legacy', version: null, chart: null, set: [], values: [] },
  },
};
const kindnet: LabRecord = {
  ...{ ...CLAIM, name: 'plain', backend: 'kind', spec: { ...spec, cni: { kind: 'kindnet' } } },
};
const cluster: LabRecord = {
  ...{ ...CLAIM, name: 'far', backend: 'cluster', kubeconfig: null, context: 'prod' },
  namespace: 'cni-lab-far',
};

beforeEach(() => {
  there.length = 0;
});

describe('the lab that is meant', () => {
  it('is the one of the name, be it kept or not', () => {
    const running = { ...kind, name: 'running', kept: false };
    there.push(netns, kind, running);
    expect(findLab('big')).toBe(kind);
    expect(findLab('running')).toBe(running);
  });

  it('is the only one that is up, where none is named', () => {
    there.push(kind, { ...netns, kept: false });
    expect(findLab(undefined)).toBe(kind);
    expect(keptLabs()).toEqual([kind]);
  });

  it('is none', () => {
    expect(labErrorOf(() => findLab(undefined))).toMatchObject({
      code: 'E_NO_SUCH_LAB',
      message: 'no lab is up',
      mend: 'cni-lab up',
    });
    expect(labErrorOf(() => findLab('gone'))).toMatchObject({
      code: 'E_NO_SUCH_LAB',
      message: 'no lab named "gone" is up',
      mend: 'cni-lab up --name gone',
    });
  });

  it('may be one of several, and each is told of', () => {
    there.push(netns, kind, kindnet, cluster);
    expect(labErrorOf(() => findLab(undefined))).toMatchObject({
      code: 'E_LAB_AMBIGUOUS',
      why: 'these are: small (linux/bridge), big (kind, cilium legacy), plain (kind, kindnet), far (cluster prod)',
      mend: 'add --name small',
    });
  });

  it.each(['../etc', 'Big', 'a.b', '-x'])('cannot be named "%s"', (name) => {
    expect(labErrorOf(() => findLab(name)).code).toBe('E_BAD_NAME');
  });
});

it('a cluster without a context is described without one', () => {
  expect(describeLab({ ...cluster, context: null } as LabRecord)).toBe('cluster');
});

describe('the kind lab that is meant', () => {
  it('is the only one, whatever other labs there are', () => {
    there.push(netns, kind, cluster);
    expect(findKindLab(undefined)).toBe(kind);
    expect(findKindLab('big')).toBe(kind);
  });

  it('is none, whatever other labs there are', () => {
    there.push(netns, cluster);
    expect(labErrorOf(() => findKindLab(undefined))).toMatchObject({
      code: 'E_NO_SUCH_LAB',
      message: 'no kind lab is up',
    });
    expect(labErrorOf(() => findKindLab('small')).code).toBe('E_NO_SUCH_LAB');
  });

  it('may be one of two', () => {
    there.push(kind, kindnet);
    expect(labErrorOf(() => findKindLab(undefined)).code).toBe('E_LAB_AMBIGUOUS');
  });
});
