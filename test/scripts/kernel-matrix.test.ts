import { describe, expect, it } from 'vitest';
import {
  type Column,
  exitCodeOfMatrix,
  matrixOf,
  matrixText,
} from '../../scripts/kernels/matrix.ts';
import type { ResultDocument, ResultVerdict } from '../../src/report/run-document.ts';

const SAME = 'cilium/same-node';
const NETKIT = 'cilium/netkit-same-node';

function column(kernel: string, verdicts: Readonly<Record<string, ResultVerdict>>): Column {
  const results = Object.entries(verdicts).map(
    ([datapath, verdict]): ResultDocument => ({
      ...{ datapath, lab: datapath, verdict, reason: `it is ${verdict}` },
      ...{ taps: [], findings: [], witnesses: [], identified: [], tellApart: null, phasesMs: {} },
    }),
  );
  const environment = { kernel: `${kernel}.0-amd64`, tools: {}, cni: null };
  const run = { durationMs: 61_400, environment, results };
  return { kernel, datapaths: Object.keys(verdicts), run };
}

const OLD = column('5.10', { [SAME]: 'pass', [NETKIT]: 'skipped' });
const NEW = column('6.12', { [SAME]: 'pass', [NETKIT]: 'pass' });
const GONE: Column = {
  ...{ kernel: 'sid', datapaths: [SAME], run: null },
  trouble: { kind: 'unavailable', why: 'not to be had' },
};
const DEAD: Column = {
  ...{ kernel: '6.1', datapaths: [SAME, NETKIT], run: null },
  trouble: { kind: 'broken', why: 'the guest died' },
};

const codeOf = (...columns: Column[]) => exitCodeOfMatrix(matrixOf(columns));

describe('the exit code over all kernels', () => {
  it('is 0 if every datapath passed somewhere, wherever else it was skipped', () => {
    expect(codeOf(OLD, NEW)).toBe(0);
    expect(codeOf(column('5.10', { [SAME]: 'inconclusive' }), NEW)).toBe(0);
  });

  it('is 1 if one failed, even if it passed on another kernel', () => {
    expect(codeOf(NEW, column('sid', { [SAME]: 'fail' }))).toBe(1);
    expect(codeOf(NEW, column('sid', { [SAME]: 'fail' }), DEAD)).toBe(1);
  });

  it('is 4 if one passed nowhere', () => {
    expect(codeOf(OLD)).toBe(4);
    expect(codeOf(OLD, column('6.12', { [NETKIT]: 'inconclusive' }))).toBe(4);
  });

  it('is 4 if a guest died, though all passed on the others', () => {
    expect(codeOf(NEW, DEAD)).toBe(4);
  });

  it('is 3 if no kernel is to be had, not if only some are not', () => {
    expect(codeOf(GONE)).toBe(3);
    expect(codeOf(GONE, NEW)).toBe(0);
  });

  it('counts a kernel that is not to be had for nothing', () => {
    expect(codeOf(GONE, column('6.12', { [NETKIT]: 'pass' }))).toBe(4);
  });
});

describe('the matrix', () => {
  it('has a cell for each datapath that was asked for on a kernel', () => {
    const matrix = matrixOf([OLD, column('6.12', { [NETKIT]: 'pass' }), GONE, DEAD]);
    expect(matrix.datapaths.map(({ name, cells }) => [name, cells.map((c) => c.kernel)])).toEqual([
      [SAME, ['5.10', '6.1']],
      [NETKIT, ['5.10', '6.12', '6.1']],
    ]);
  });

  it('takes a datapath that a run says nothing of for inconclusive', () => {
    const silent = { ...NEW, datapaths: [...NEW.datapaths, 'linux/bridge'] };
    expect(matrixOf([silent]).datapaths.at(-1)).toEqual({
      name: 'linux/bridge',
      cells: [{ kernel: '6.12', verdict: 'inconclusive', reason: 'the run says nothing of it' }],
    });
  });

  it('is shown as a table, each reason said once', () => {
    const other = column('6.1', { [SAME]: 'pass', [NETKIT]: 'skipped' });
    expect(matrixText(matrixOf([OLD, other, GONE]))).toBe(
      [
        '                           5.10     6.1      sid',
        '  cilium/same-node         pass     pass',
        '  cilium/netkit-same-node  skipped  skipped',
        '',
        '  skipped: it is skipped',
        '    cilium/netkit-same-node on 5.10, 6.1',
        '',
        '  5.10: 5.10.0-amd64, 61 s',
        '  6.1: 6.1.0-amd64, 61 s',
        '  sid: not to be had',
        '  verified on none: cilium/netkit-same-node',
        '',
      ].join('\n'),
    );
  });
});
