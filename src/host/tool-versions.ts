import { release } from 'node:os';
import { CommandError } from './command-error.ts';
import type { Argv, Runner } from './runner.ts';

const QUESTIONS: Readonly<Record<string, Argv>> = {
  tcpdump: ['tcpdump', '--version'],
  ip: ['ip', '-V'],
  ping: ['ping', '-V'],
};

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
    const { stdout, stderr } = await runner.run(argv);
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
