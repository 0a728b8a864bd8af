import { release } from 'node:os';
import { CommandError } from './command-error.ts';
import type { Argv, Runner } from './runner.ts';

const QUESTIONS: Readonly<Record<string, Argv>> = {
  tcpdump: ['tcpdump', '--version'],
  ip: ['ip', '-V'],
  ping: ['ping', '-V'],
};

/** They are no more than a note: one that stands still holds up nobody. */
const PATIENCE_MS = 5000;

/** Versions of the tools whose behaviour a verdict rests on. */
export async function toolVersions(runner: Runner): Promise<Record<string, string>> {
  const answers = await Promise.all(
    Object.entries(QUESTIONS).map(
      async ([tool, argv]) => [tool, await version(runner, argv)] as const,
    ),
  );
  return Object.fromEntries(answers.filter(([, v]) => v !== null) as [string, string][]);
}

async function version(runner: Runner, argv: Argv): Promise<string | null> {
  try {
    const { stdout, stderr } = await runner.run(argv, { timeoutMs: PATIENCE_MS });
    return (
      /(?:version |iproute2-|iputils )([\w.-]+)/.exec(stdout + stderr)?.[1]?.replace(/,$/, '') ??
      null
    );
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

export function kernelRelease(): string {
  return release();
}
