const DETECTED = ['Killed', 'Timeout'];
const UNDETECTED = ['Survived', 'NoCoverage'];

/** Of each file: its mutants, how many tests detected, how many survivors are explained, and what is left. */
export function scoreTable(mutants, unexplained) {
  const files = [...new Set(mutants.map(({ fileName }) => fileName))].sort();
  const row = (name, some, open) => {
    const detected = some.filter(({ status }) => DETECTED.includes(status)).length;
    const survived = some.filter(({ status }) => UNDETECTED.includes(status)).length;
    const score =
      detected + survived === 0 ? '' : ((100 * detected) / (detected + survived)).toFixed(1);
    const numbers = [detected + survived, detected, survived - open.length, open.length, score];
    return [name.padEnd(42), ...numbers.map((n) => String(n).padStart(11))].join('');
  };
  const head = ['mutants', 'killed', 'explained', 'open', 'score %'].map((word) =>
    word.padStart(11),
  );
  return [
    ['file'.padEnd(42), ...head].join(''),
    ...files.map((file) =>
      row(
        file,
        mutants.filter(({ fileName }) => fileName === file),
        unexplained.filter((one) => one.file === file),
      ),
    ),
    row('all', mutants, unexplained),
  ].join('\n');
}
