import type { ResultVerdict, RunDocument } from '../../src/report/run-document.ts';
import { table } from '../../src/ui/table.ts';

/** One kernel, and what was to be verified there. */
export interface Column {
  /** As it was asked for: `6.12`, `here`. */
  readonly kernel: string;
  readonly datapaths: readonly string[];
  /** Null: it gave none. */
  readonly run: Pick<RunDocument, 'durationMs' | 'environment' | 'results'> | null;
  /** Why there is no run: the guest died, or the kernel cannot be had. */
  readonly trouble?: { readonly kind: 'broken' | 'unavailable'; readonly why: string };
}

/** Verdicts of datapaths on kernels: what `npm run kernels` keeps. */
export interface Matrix {
  readonly schema: 'cni-lab/kernels/1';
  readonly kernels: readonly {
    readonly name: string;
    /** As the kernel itself has it; null, with the duration, where there was no run. */
    readonly release: string | null;
    readonly durationMs: number | null;
    readonly trouble: Column['trouble'] | null;
  }[];
  readonly datapaths: readonly { readonly name: string; readonly cells: readonly Cell[] }[];
}

export interface Cell {
  readonly kernel: string;
  readonly verdict: ResultVerdict;
  readonly reason: string;
}

/** Datapaths in the order in which the columns first name them; no cell where one was not asked for, or could not be. */
export function matrixOf(columns: readonly Column[]): Matrix {
  const names = [...new Set(columns.flatMap((column) => column.datapaths))];
  return {
    schema: 'cni-lab/kernels/1',
    kernels: columns.map(({ kernel, run, trouble }) => ({
      name: kernel,
      release: run?.environment.kernel ?? null,
      durationMs: run?.durationMs ?? null,
      trouble: trouble ?? null,
    })),
    datapaths: names.map((name) => ({
      name,
      cells: columns.flatMap((column) => cellOf(name, column) ?? []),
    })),
  };
}

function cellOf(datapath: string, column: Column): Cell | null {
  const { kernel, datapaths, run, trouble } = column;
  if (!datapaths.includes(datapath) || trouble?.kind === 'unavailable') return null;
  const result = run?.results.find((r) => r.datapath === datapath);
  if (result) return { kernel, verdict: result.verdict, reason: result.reason };
  const reason = trouble?.why ?? 'the run says nothing of it';
  return { kernel, verdict: 'inconclusive', reason };
}

/**
 * 1: one failed. 4: a kernel broke off, or a datapath passed on none. 3: no kernel is to be had at all.
 * That one is skipped, or inconclusive, on some kernels is no failure as long as it passed on another.
 */
export function exitCodeOfMatrix({ kernels, datapaths }: Matrix): 0 | 1 | 3 | 4 {
  const verdicts = datapaths.map(({ cells }) => cells.map((cell) => cell.verdict));
  if (verdicts.flat().includes('fail')) return 1;
  if (kernels.every(({ trouble }) => trouble?.kind === 'unavailable')) return 3;
  const isBroken = kernels.some(({ trouble }) => trouble?.kind === 'broken');
  return isBroken || verdicts.some((all) => !all.includes('pass')) ? 4 : 0;
}

/** A table, datapath by kernel, and below it a line for each reason why one did not pass. */
export function matrixText(matrix: Matrix): string {
  const kernels = matrix.kernels.map((kernel) => kernel.name);
  const rows = matrix.datapaths.map(({ name, cells }) => [
    name,
    ...kernels.map((kernel) => cells.find((cell) => cell.kernel === kernel)?.verdict ?? ''),
  ]);
  const parts = [table([['', ...kernels], ...rows]), reasons(matrix), summary(matrix)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Those that are the same for several kernels or datapaths are said once. */
function reasons({ datapaths }: Matrix): string {
  const where = new Map<string, Map<string, string[]>>();
  for (const { name, cells } of datapaths) {
    for (const { kernel, verdict, reason } of cells.filter((cell) => cell.verdict !== 'pass')) {
      const line = `${verdict}: ${reason}`;
      const byName = where.get(line) ?? new Map<string, string[]>();
      where.set(line, byName.set(name, [...(byName.get(name) ?? []), kernel]));
    }
  }
  return [...where]
    .map(([line, byName]) => {
      const places = [...byName].map(([name, on]) => `    ${name} on ${on.join(', ')}`);
      return [`  ${line}`, ...places].join('\n');
    })
    .join('\n');
}

function summary({ kernels, datapaths }: Matrix): string {
  const nowhere = datapaths.filter(({ cells }) => !cells.some((cell) => cell.verdict === 'pass'));
  return [
    ...kernels.map(({ name, release, durationMs, trouble }) =>
      release === null
        ? `  ${name}: ${trouble?.why ?? 'no run'}`
        : `  ${name}: ${release}, ${Math.round((durationMs ?? 0) / 1000)} s`,
    ),
    ...(nowhere.length > 0
      ? [`  verified on none: ${nowhere.map(({ name }) => name).join(', ')}`]
      : []),
  ].join('\n');
}
