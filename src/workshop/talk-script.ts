import { type Document, LineCounter, parseDocument } from 'yaml';
import { positionOf } from '../datapath-file/positions.ts';
import { LabError } from '../errors.ts';
import { readTextIfThere } from '../host/read-file.ts';
import * as z from '../schema/zod.ts';

/** A step of a talk as its file has it. */
export type ScriptStep =
  | { readonly say: string }
  | { readonly demo: string; readonly predict: boolean };

const step = z.union([
  z.strictObject({ say: z.string() }),
  z.strictObject({ demo: z.string(), predict: z._default(z.boolean(), true) }),
]);

const script = z.strictObject({ steps: z.array(step).check(z.minLength(1)) });

/**
 * A talk's own running order:
 *
 *     steps:
 *       - say: Welcome.
 *       - demo: cilium/same-node
 *       - demo: cilium/same-node-legacy
 *         predict: false
 *
 * @throws LabError E_CONFIG with line and column, E_FILE
 */
export function scriptOf(file: string): ScriptStep[] {
  const text = readTextIfThere(file);
  if (text !== null) return readScript(text, file);
  throw new LabError('E_FILE', {
    message: `there is no ${file}`,
    why: 'it was named as the script of a talk',
    mend: `ls ${file}`,
  });
}

/** The same of its text. @throws LabError E_CONFIG */
export function readScript(text: string, file: string): ScriptStep[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw refused(`${file}:${line}:${col}`, error.message);
  }
  const outcome = script.safeParse(contentOf(document, file));
  if (outcome.success) return outcome.data.steps;
  const [issue] = outcome.error.issues;
  const path = (issue?.path ?? []) as (string | number)[];
  const { line, column } = positionOf(document, lines, path);
  throw refused(`${file}:${line}:${column}`, `${path.join('.') || 'the file'} cannot be as it is`);
}

/** @throws LabError E_CONFIG where an alias has no anchor, or there are too many */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw refused(`${file}:1:1`, (error as Error).message);
  }
}

function refused(where: string, why: string): LabError {
  return new LabError('E_CONFIG', {
    message: `${where} is no step of a talk`,
    why,
    mend: 'a step is "say: TEXT" or "demo: DATAPATH", with "predict: false" if the room is not asked',
  });
}
