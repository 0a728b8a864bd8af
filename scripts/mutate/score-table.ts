import type { Mutant, Survivor } from './equivalents.ts';

const DETECTED = ['Killed', 'Timeout'];
const UNDETECTED = ['Survived', 'NoCoverage'];
const HEAD = ['mutants', 'killed', 'explained', 'open', 'score %'];

/** Of each file: its mutants, how many tests detected, how many survivors are explained, and what is left. */
export function scoreTable(mutants: readonly Mutant[], open: readonly Survivor[]): string {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const rows = files.map((file) =>
    row(
      file,
      mutants.filter(({ fileName }) => fileName === file),
      open.filter((one) => one.file === file).length,
    ),
  );
  return [line('file', HEAD), ...rows, row('all', mutants, open.length)].join('\n');
}

function row(name: string, mutants: readonly Mutant[], open: number): string {
  const count = (words: readonly string[]) =>
    mutants.filter(({ status }) => words.includes(status)).length;
  const [detected, survived] = [count(DETECTED), count(UNDETECTED)];
  const all = detected + survived;
  const score = all === 0 ? '' : ((100 * detected) / all).toFixed(1);
  return line(name, [all, detected, survived - open, open, score]);
}

function line(name: string, cells: readonly (string | number)[]): string {
  return [name.padEnd(36), ...cells.map((cell) => String(cell).padStart(10))].join('');
}
