import { explainFailure } from '../host/explain-failure.ts';

/**
 * Removes what was made for a result that there is: it gets through, whatever this meets.
 * @param later the command that removes it, too @returns what is left, in words; null if nothing is
 */
export async function cleanUp(close: () => Promise<void>, later: string): Promise<string | null> {
  try {
    await close();
    return null;
  } catch (error) {
    const { message, mend } = explainFailure(error);
    return `what was made could not be removed: ${message}; later: ${later} (${mend})`;
  }
}
