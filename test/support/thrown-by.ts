import { LabError } from '../../src/errors.ts';

/** The LabError that it throws; any other outcome fails the test. */
export function labErrorOf(act: () => unknown): LabError {
  try {
    act();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
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
