// Mutants that no test can kill, for they change nothing that can be seen: a list with the reasons, each placed by
// what stands there, so that it holds when lines move.

const UNDETECTED = new Set(['Survived', 'NoCoverage']);

/**
 * @param mutants as Stryker returns them
 * @param known `[{ file, why, mutants: [{ mutator, line, from, to }] }]`
 * @param {(file: string) => string} read
 * @returns survivors that nobody explained, and explanations of mutants that were run and did not survive
 */
export function unexplained(mutants, known, read) {
  const sources = new Map();
  const described = mutants.map((mutant) => {
    if (!sources.has(mutant.fileName)) sources.set(mutant.fileName, read(mutant.fileName));
    return describe(mutant, sources.get(mutant.fileName));
  });
  const entries = known.flatMap(({ file, mutants }) => mutants.map((one) => ({ file, ...one })));
  const explained = new Set(entries.map(keyOf));
  const survivors = described.filter((one) => UNDETECTED.has(one.status));
  const alive = new Set(survivors.map(keyOf));
  const run = new Set(described.map(({ file }) => file));
  return {
    survivors: survivors.filter((one) => !explained.has(keyOf(one))),
    stale: entries.filter((one) => run.has(one.file) && !alive.has(keyOf(one))),
  };
}

/** The line on which it begins, what stands there, and what is put in its place. */
function describe({ fileName, mutatorName, location, replacement, status }, source) {
  const lines = source.split('\n');
  const { start, end } = location; // both count from 1
  const text = lines.slice(start.line - 1, end.line);
  text[text.length - 1] = text.at(-1).slice(0, end.column - 1);
  text[0] = text[0].slice(start.column - 1);
  return {
    ...{ file: fileName, mutator: mutatorName, line: oneLine(lines[start.line - 1]) },
    ...{ from: oneLine(text.join(' ')), to: oneLine(replacement), status, at: start.line },
  };
}

/** As it would stand in the list. */
export function placeOf({ file, at, mutator, line, from, to, status }) {
  const entry = JSON.stringify({ mutator, line, from, to });
  return `${file}:${at} ${status === 'NoCoverage' ? 'reached by no test' : 'survived'}\n  ${entry}`;
}

function keyOf({ file, mutator, line, from, to }) {
  return JSON.stringify([file, mutator, line, from, to]);
}

function oneLine(text) {
  const short = text.replaceAll(/\s+/g, ' ').trim();
  return short.length > 160 ? `${short.slice(0, 160)}...` : short;
}
