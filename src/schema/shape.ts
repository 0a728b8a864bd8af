import type { ZodMiniType } from 'zod/mini';
import * as z from './zod.ts';

/**
 * Words to make a schema of a type that the program has already, so that the compiler compares the
 * two: a field that one of them has and the other has not is an error where the schema is written.
 */

/** The type of what comes out of a schema, as the program's own types are written. */
type Out<S> = S extends ZodMiniType<infer O> ? Frozen<O> : never;

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** `true` if a schema lets in all that a type can be; `never` if a value of it would be refused. */
export type Covers<T, S> = [T] extends [Out<S>] ? true : never;

type Fields<T> = { readonly [K in keyof T]-?: ZodMiniType<T[K]> };

/** A map with all the fields of a type, the optional ones among them, and no others. */
export function fieldsOf<T>() {
  return <F extends Fields<T>>(fields: F & Record<Exclude<keyof F, keyof T>, never>) =>
    z.strictObject(fields as F);
}

type Covered<T, F> = {
  readonly [K in keyof T]-?: K extends keyof F
    ? [Exclude<T[K], undefined>] extends [Out<F[K]>]
      ? F[K]
      : never
    : never;
};

/**
 * The same of what others may add to, as a document that a newer program writes: what is not known is
 * passed over, and a field may let in more than its type does.
 */
export function openFieldsOf<T>() {
  return <F extends Record<string, ZodMiniType>>(
    fields: F & Covered<T, F> & Record<Exclude<keyof F, keyof T>, never>,
  ) => z.object(fields as F);
}

/** One of the words of a type: each must be there, with what it means. */
export function wordsOf<T extends string>(words: Readonly<Record<T, string>>) {
  const named = Object.keys(words) as [T, ...T[]];
  const told = Object.entries(words).filter(([, meaning]) => meaning !== '');
  const schema = z.enum(named);
  if (told.length === 0) return schema;
  return schema.check(z.describe(told.map(([word, meaning]) => `${word}: ${meaning}`).join('; ')));
}

/** Text of a form. @param expected how to say what must stand there, as in "a MAC address" */
export function textLike(form: RegExp, expected: string) {
  return z.string().check(z.regex(form, { error: expected }), z.describe(expected));
}

/** It need not be there. */
export const maybe = z.exactOptional;

/** A list that is empty where it is not there. */
export function list<S extends ZodMiniType>(item: S) {
  return z._default(z.array(item), []);
}

/** A map by names that is empty where it is not there. */
export function byName<S extends ZodMiniType>(value: S) {
  return z._default(z.record(z.string(), value), {});
}

/** Gives it a name in the JSON Schema, which says it once. */
export function named<S extends ZodMiniType>(id: string, schema: S): S {
  return schema.check(z.meta({ id })) as S;
}

/** Adds what it means, for editors and for messages. */
export function meaning<S extends ZodMiniType>(text: string, schema: S): S {
  return schema.check(z.describe(text)) as S;
}
