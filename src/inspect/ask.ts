import { CommandError } from '../host/command-error.ts';
import type { Argv, Runner, RunOptions } from '../host/runner.ts';

/** What a program printed, or why it printed nothing. */
export interface Answer {
  readonly text: string | null;
  readonly why: string | null;
}

/** Asks a program that may not be there, or may not know. Never throws but for what is no failure of it. */
export async function ask(place: Runner, argv: Argv, options: RunOptions = {}): Promise<Answer> {
  try {
    return { text: (await place.run(argv, options)).stdout, why: null };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof CommandError)) throw error;
    if (error.missingTool) return { text: null, why: `${error.missingTool} is not installed` };
    const [line] = error.stderr.split('\n');
    return { text: null, why: line || error.message };
  }
}
