import type { Random } from './random.ts';

type Json = unknown;

const ODD_KEYS = ['__proto__', 'constructor', 'toString', 'length', '', '0', 'hasOwnProperty'];

/** What stands where something else is expected. */
const ODD: readonly ((random: Random) => Json)[] = [
  () => null,
  () => true,
  () => false,
  () => '',
  () => [],
  () => ({}),
  () => -1,
  () => 0,
  () => 1.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => '\u001b[31mred\u001b[0m\r\n\u202e',
  () => '\u0000\u0007\u009b31m\ud800',
  () => '../../../etc/passwd',
  () => '999999999999999999999',
  () => 'a'.repeat(3000),
  () => ['__proto__', null, 1],
  (random) => random.pick(ODD_KEYS),
  (random) => random.below(70_000),
  (random) => nested(random.below(200)),
];

function nested(depth: number): Json {
  let value: Json = [];
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value };
  return value;
}

/** A JSON value with one to a few places changed: other kinds of values, keys renamed, doubled, moved, gone. */
export function mutatedJson(value: Json, random: Random, words: readonly string[] = []): Json {
  let result = value;
  for (let left = random.size(4); left > 0; left--) result = once(result, random, words);
  return result;
}

function once(root: Json, random: Random, words: readonly string[]): Json {
  const holder = { root: copyOf(root) };
  const places = placesIn(holder);
  const { parent, key } = random.pick(places);
  const value = parent[key];
  switch (random.below(7)) {
    case 0:
      parent[key] = random.pick(ODD)(random);
      break;
    case 1:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 2: {
      const from = random.pick(places);
      parent[key] = copyOf(from.parent[from.key]);
      break;
    }
    case 3:
      if (Array.isArray(parent)) parent.splice(Number(key), 0, copyOf(value));
      else define(parent, random.pick(ODD_KEYS), value);
      break;
    case 4:
      if (words.length > 0) parent[key] = random.pick(words);
      break;
    case 5:
      parent[key] = spoiledLeaf(value, random);
      break;
    default:
      if (Array.isArray(value)) value.push(random.pick(ODD)(random));
      else if (typeof value === 'object' && value !== null) {
        const name =
          words.length > 0 && random.once(2) ? random.pick(words) : random.pick(ODD_KEYS);
        define(value, name, random.pick(ODD)(random));
      } else parent[key] = spoiledLeaf(value, random);
  }
  return holder.root;
}

/** Even `__proto__` is but a key. */
function define(object: object, key: string, value: Json): void {
  Object.defineProperty(object, key, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  });
}

function spoiledLeaf(value: Json, random: Random): Json {
  if (typeof value === 'number') return value + random.below(9) - 4;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string') return random.pick(ODD)(random);
  const at = random.below(value.length + 1);
  switch (random.below(4)) {
    case 0:
      return value.slice(0, at);
    case 1:
      return `${value.slice(0, at)}${random.pick([...'0/:-. \n\t\u0000\u001b=#'])}${value.slice(at)}`;
    case 2:
      return value.slice(at) + value;
    default:
      return value.replace(/\d+/, () => String(random.word()));
  }
}

interface Place {
  readonly parent: Record<string, Json>;
  readonly key: string;
}

function placesIn(holder: { root: Json }): Place[] {
  const found: Place[] = [];
  const look = (parent: object) => {
    for (const key of Object.keys(parent)) {
      const within = parent as Record<string, Json>;
      found.push({ parent: within, key });
      const value = within[key];
      if (typeof value === 'object' && value !== null) look(value);
    }
  };
  look(holder);
  return found;
}

function copyOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const copy = {};
  for (const [key, inner] of Object.entries(value)) define(copy, key, copyOf(inner));
  return copy;
}
