import { LabError } from '../../src/errors.ts';

/** The error of that kind which it throws; any other outcome fails the test. */
export function errorOf<E extends Error>(
  kind: abstract new (...of: never[]) => E,
  act: () => unknown,
): E {
  try {
    act();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

export function labErrorOf(act: () => unknown): LabError {
  return errorOf(LabError, act);
}

/** The same for what it rejects with. */
export async function labErrorIn(act: Promise<unknown>): Promise<LabError> {
  try {
    await act;
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
