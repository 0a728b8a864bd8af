import { nearest } from '../datapaths/nearest.ts';
import { oneOf, type Path, type Problem } from './problem.ts';
import { descriptionOf, keysOf, schemasAt } from './schema-walk.ts';

/** What zod says of a value that does not fit, as far as it is looked at here. */
export interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly options?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly issues?: readonly Issue[];
  /** Of a value that may be of several shapes: what is wrong with it as each of them. */
  readonly errors?: readonly (readonly Issue[])[];
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text: in quotes, where it looks like something else',
  number: 'a number, without quotes',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
};

const THE_FILE = 'name, title, control, signature and topology, each with what it is';

/** What does not fit the schema, in words. @param data what the file holds */
export function shapeProblems(schema: object, data: unknown, found: readonly Issue[]): Problem[] {
  const issues = found.flatMap(asMeant);
  const strange = issues.filter(({ code }) => code === 'unrecognized_keys');
  const isMisspelt = ({ path }: Issue) =>
    valueAt(data, path) === undefined &&
    strange.some((issue) => String(issue.path) === String(path.slice(0, -1)));
  // what is missing beside a key that may not be there is most often that key
  return issues
    .filter((issue) => strange.includes(issue) || !isMisspelt(issue))
    .flatMap((issue) => problemOf(schema, data, issue));
}

/** Where a value has the kind of one of its shapes alone, it is that which was meant. */
function asMeant(issue: Issue): Issue[] {
  const hasKind = (issues: readonly Issue[]) =>
    issues.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys');
  const [meant, ...others] = (issue.errors ?? []).filter(hasKind);
  if (!meant || others.length > 0) return [issue];
  return meant.flatMap((inner) => asMeant({ ...inner, path: [...issue.path, ...inner.path] }));
}

function problemOf(schema: object, data: unknown, issue: Issue): Problem[] {
  const path = issue.path as Path;
  const value = valueAt(data, path);
  if (issue.code === 'unrecognized_keys') return strangers(schema, data, path, issue.keys ?? []);
  if (issue.code === 'invalid_key') {
    const expected = issue.issues?.[0]?.message ?? issue.message;
    return [{ path, isKey: true, message: `"${path.at(-1)}" cannot be a name here`, expected }];
  }
  const expected = path.length === 0 ? THE_FILE : expectedBy(issue);
  if (value === undefined) {
    return [
      {
        path,
        message: `"${path.at(-1)}" is missing`,
        expected: meant(schema, data, path) ?? expected,
      },
    ];
  }
  const near =
    typeof value === 'string' && wordsOf(issue).length > 3
      ? `; the nearest is ${nearest(value, wordsOf(issue), 1)[0]}`
      : '';
  return [
    { path, message: `${nameOf(path)} cannot be ${shown(value)}`, expected: expected + near },
  ];
}

/** Each key that may not be there. */
function strangers(schema: object, data: unknown, path: Path, keys: readonly string[]): Problem[] {
  const known = keysOf(schemasAt(schema, path, (at, key) => valueAt(data, [...at, key])));
  const there = Object.keys((valueAt(data, path) ?? {}) as object);
  const free = known.filter((key) => !there.includes(key));
  return keys.map((key) => ({
    path: [...path, key],
    isKey: true,
    message: `nothing here is named "${key}"`,
    expected:
      free.length === 0 ? 'nothing more: all is there' : oneOf(nearest(key, free, free.length)),
  }));
}

function wordsOf({ values, options }: Issue): string[] {
  return (values ?? options ?? []).map(String);
}

function expectedBy(issue: Issue): string {
  const words = wordsOf(issue);
  if (words.length > 0) return oneOf(words);
  if (issue.code === 'invalid_type') return KINDS[issue.expected ?? ''] ?? issue.expected ?? '';
  return issue.message;
}

/** What the schema itself says of what is missing: its kind, and what it means. */
function meant(schema: object, data: unknown, path: Path): string | null {
  const around = schemasAt(schema, path.slice(0, -1), (at, key) => valueAt(data, [...at, key]));
  const fields = around.flatMap(({ _zod: { def } }) => def.shape?.[path.at(-1)!] ?? []);
  return fields.map(descriptionOf).find((text) => text !== null) ?? null;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** `"ttl"`, `item 2 of "links"` */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'string') return `"${last}"`;
  return `item ${last + 1} of "${path.findLast((step) => typeof step === 'string') ?? ''}"`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return `${value}`;
  const [line = ''] = value.split('\n');
  return `"${line.length > 40 ? `${line.slice(0, 37)}...` : line}"`;
}
