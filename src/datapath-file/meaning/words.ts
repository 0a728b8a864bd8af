import { oneOf, type Path, type Problem } from '../problem.ts';

/** Of those that are there before, by what they are known by, the numbers. */
export function twice<T>(all: readonly T[], key: (one: T) => string): number[] {
  const keys = all.map(key);
  return keys.flatMap((one, i) => (keys.indexOf(one) < i ? i : []));
}

export function unknown(
  what: string,
  name: string,
  path: Path,
  names: readonly string[],
  where = '',
  isKey = false,
): Problem {
  return { path, isKey, message: `there is no ${what} "${name}"${where}`, expected: oneOf(names) };
}

export function repeated(what: string, name: string, path: Path, where = ''): Problem {
  const message = `there is another ${what} "${name}"${where}`;
  return { path, message, expected: 'one that nothing else has' };
}
