/** A mutant as Stryker returns it, its file named from the root of the checkout. */
export interface Mutant {
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
  /** Counted from 1. */
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a mutant is, by what stands there, so that it holds when lines move. */
export interface Place {
  readonly mutator: string;
  /** The line on which it begins. */
  readonly line: string;
  readonly from: string;
  readonly to: string;
}

/** Why no test can kill these: they change nothing that can be seen. */
export interface Equivalents {
  readonly file: string;
  readonly why: string;
  readonly mutants: readonly Place[];
}

export interface Survivor extends Place {
  readonly file: string;
  readonly at: number;
  readonly status: string;
}

const UNDETECTED = ['Survived', 'NoCoverage'];

/** Survivors that nobody explained, and explanations of mutants that were run and did not survive. */
export function unexplained(
  mutants: readonly Mutant[],
  known: readonly Equivalents[],
  read: (file: string) => string,
): { survivors: Survivor[]; stale: (Place & { file: string })[] } {
  const sources = new Map<string, string>();
  const placed = mutants.map((mutant) => {
    const source = sources.get(mutant.fileName) ?? read(mutant.fileName);
    sources.set(mutant.fileName, source);
    return place(mutant, source.split('\n'));
  });
  const entries = known.flatMap(({ file, mutants }) => mutants.map((one) => ({ file, ...one })));
  const explained = new Set(entries.map(keyOf));
  const survivors = placed.filter(({ status }) => UNDETECTED.includes(status));
  const alive = new Set(survivors.map(keyOf));
  return {
    survivors: survivors.filter((one) => !explained.has(keyOf(one))),
    stale: entries.filter((one) => sources.has(one.file) && !alive.has(keyOf(one))),
  };
}

function place(mutant: Mutant, lines: readonly string[]): Survivor {
  const { fileName, mutatorName, location, replacement, status } = mutant;
  const { start, end } = location;
  const text = lines.slice(start.line - 1, end.line);
  text.push(text.pop()!.slice(0, end.column - 1));
  text.unshift(text.shift()!.slice(start.column - 1));
  return {
    ...{ file: fileName, mutator: mutatorName, line: oneLine(lines[start.line - 1]!) },
    ...{ from: oneLine(text.join(' ')), to: oneLine(replacement), status, at: start.line },
  };
}

/** As it would stand in the list. */
export function placeOf({ file, at, mutator, line, from, to, status }: Survivor): string {
  const entry = JSON.stringify({ mutator, line, from, to });
  return `${file}:${at} ${status === 'NoCoverage' ? 'reached by no test' : 'survived'}\n  ${entry}`;
}

function keyOf({ file, mutator, line, from, to }: Place & { readonly file: string }): string {
  return JSON.stringify([file, mutator, line, from, to]);
}

function oneLine(text: string): string {
  const short = text.replaceAll(/\s+/g, ' ').trim();
  return short.length > 160 ? `${short.slice(0, 160)}...` : short;
}
