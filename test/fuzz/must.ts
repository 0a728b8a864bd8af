import { LabError } from '../../src/errors.ts';
import { printable } from '../../src/ui/width.ts';
import { Broken } from './engine/failure.ts';

/** @throws Broken unless it holds */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Broken(what);
}

/** What it returns, or the LabError that it throws; all else goes on. Its words must be fit for a person. */
export function orLabError<T>(act: () => T): T | LabError {
  try {
    return act();
  } catch (error) {
    return labErrorOf(error);
  }
}

/** The same for what it resolves or rejects with. */
export async function orLabErrorIn<T>(act: () => Promise<T>): Promise<T | LabError> {
  try {
    return await act();
  } catch (error) {
    return labErrorOf(error);
  }
}

function labErrorOf(error: unknown): LabError {
  if (!(error instanceof LabError)) throw error;
  must(error.exitCode > 0, `${error.code} has no exit code`);
  for (const text of [error.message, error.why, error.mend]) {
    must(typeof text === 'string' && text !== '', `${error.code} says nothing`);
    mustBePlain(printable(text), error.code);
  }
  JSON.stringify(error);
  return error;
}

const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

/** Text for a terminal: lines and tabs, and nothing that moves the cursor or turns the order of letters. */
export function mustBePlain(text: string, what: string): void {
  const found = CONTROL.exec(text);
  if (!found) return;
  const around = JSON.stringify(text.slice(Math.max(0, found.index - 30), found.index + 30));
  throw new Broken(`${what} has control characters for a terminal: ${around}`);
}
