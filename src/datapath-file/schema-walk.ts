import type { ZodMiniType } from 'zod/mini';
import * as z from '../schema/zod.ts';
import type { Path } from './problem.ts';

/** What is looked at of a schema; zod's own types say far more than is needed here. */
export interface Schema {
  readonly _zod: {
    readonly def: {
      readonly type: string;
      readonly shape?: Readonly<Record<string, Schema>>;
      readonly element?: Schema;
      readonly valueType?: Schema;
      readonly innerType?: Schema;
      readonly options?: readonly Schema[];
      readonly items?: readonly Schema[];
      readonly rest?: Schema | null;
    };
  };
}

/** All schemas that a value at a path may have to fit. @param chosen whether one of several is meant */
export function schemasAt(
  schema: object,
  path: Path,
  chosen: (path: Path, discriminator: string) => unknown,
): Schema[] {
  let here = alternatives(schema as Schema, [], chosen);
  for (const [depth, step] of path.entries()) {
    const inner = here.flatMap(({ _zod: { def } }) => {
      const { shape, element, valueType, items, rest } = def;
      if (typeof step !== 'number') return shape?.[step] ?? valueType ?? [];
      return element ?? items?.[step] ?? rest ?? [];
    });
    here = inner.flatMap((one) => alternatives(one, path.slice(0, depth + 1), chosen));
  }
  return here;
}

/** What it means, where that is said. */
export function descriptionOf(schema: Schema): string | null {
  const said = z.globalRegistry.get(schema as unknown as ZodMiniType)?.description;
  const { innerType } = schema._zod.def;
  return said ?? (innerType ? descriptionOf(innerType) : null);
}

/** The keys that a map may have there. */
export function keysOf(schemas: readonly Schema[]): string[] {
  return [...new Set(schemas.flatMap(({ _zod: { def } }) => Object.keys(def.shape ?? {})))];
}

function alternatives(
  schema: Schema,
  path: Path,
  chosen: (path: Path, discriminator: string) => unknown,
): Schema[] {
  const { innerType, options, discriminator } = schema._zod.def as Schema['_zod']['def'] & {
    discriminator?: string;
  };
  if (innerType) return alternatives(innerType, path, chosen);
  if (!options) return [schema];
  const fitting = options.filter((option) => {
    const values = option._zod.def.shape?.[discriminator ?? '']?._zod as
      | { values?: Set<unknown> }
      | undefined;
    return !values?.values || values.values.has(chosen(path, discriminator!));
  });
  return fitting.flatMap((option) => alternatives(option, path, chosen));
}
