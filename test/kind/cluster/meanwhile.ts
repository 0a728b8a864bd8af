import { expect } from 'vitest';
import { type Ended, startCli } from '../support/cli.ts';

/** What came of a command during which something happened. */
export interface Outcome extends Ended {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the program printed
  readonly document: any;
  /** From what happened to the command's end. */
  readonly sinceMs: number;
}

/** Starts the command and does something when its progress says so. */
export async function meanwhile(
  args: readonly string[],
  when: RegExp,
  what: (pid: number) => unknown,
): Promise<Outcome> {
  const { child, ended } = startCli([...args, '--json', '--verbose']);
  let said = '';
  let happened = 0;
  let happening: unknown;
  child.stderr!.on('data', (text: string) => {
    said += text;
    if (happened > 0 || !when.test(said)) return;
    happened = performance.now();
    happening = what(child.pid!);
  });
  const end = await ended;
  await happening;
  expect(happened, `never said ${when}: ${end.stderr} ${end.stdout}`).toBeGreaterThan(0);
  const document = end.stdout ? JSON.parse(end.stdout) : null;
  return { ...end, document, sinceMs: performance.now() - happened };
}

export const PROBING = /: probe$/m;
