import { CommandError } from '../../../host/command-error.ts';
import type { Argv, Runner } from '../../../host/runner.ts';

/** What a program said when it was asked something. */
export type Answer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: boolean; readonly text: string };

const PATIENCE_MS = 5000;

/** Asks, and takes a failure for an answer. */
export async function ask(runner: Runner, argv: Argv): Promise<Answer> {
  try {
    return { ok: true, text: (await runner.run(argv, { timeoutMs: PATIENCE_MS })).stdout };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { ok: false, missing: error.missingTool === argv[0], text: reasonOf(error) };
  }
}

function reasonOf(error: CommandError): string {
  if (error.timedOut) return `no answer within ${PATIENCE_MS / 1000} s: ${error.line}`;
  if (error.cause instanceof Error) return error.cause.message;
  return error.stderr || error.stdout || error.message;
}
