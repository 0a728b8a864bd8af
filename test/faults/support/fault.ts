import { afterAll, expect, it } from 'vitest';
import { type CliOptions, cli, startCli } from '../../e2e/support/cli.ts';
import type { ChildOutput } from '../../support/child-output.ts';
import { FAULTS } from './fault-table.ts';
import { leftBehind } from './left-behind.ts';
import { outcomeOf, saidBy } from './outcome.ts';
import { IS_SHORT } from './rounds.ts';

/** Seconds that a command gets by its own --timeout. */
const TIMEOUT_S = 20;
/** How much longer it may take: a program that stands still is given up after 20 s, one that removes after as long. */
const REMOVAL_S = 45;

/** Names of all faults that this file has a test of. */
const tried = new Set<string>();

afterAll(() => {
  if (IS_SHORT) return;
  const files = new Set([...tried].map((name) => FAULTS.get(name)?.tests));
  const rows = [...FAULTS.values()].filter(({ tests }) => files.has(tests));
  expect(rows.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

interface FaultOptions {
  /** Why it cannot be tried here; null: it can. */
  readonly lacking?: string | null;
  /** Whether the short form goes without it. */
  readonly long?: boolean;
}

/**
 * A test of a row of docs/faults.md: what came of it must be one of the outcomes there, in those words, and
 * `down --all` must leave nothing.
 * @param inject does it, and returns what the command printed
 */
export function fault(
  name: string,
  inject: () => Promise<ChildOutput | readonly ChildOutput[]>,
  { lacking = null, long = false }: FaultOptions = {},
): void {
  tried.add(name);
  if (lacking !== null) process.stderr.write(`skipped: ${name}: ${lacking}\n`);
  it.skipIf(lacking !== null || (long && IS_SHORT))(name, async () => {
    try {
      const ended = [await inject()].flat();
      expect(ended.length).toBeGreaterThan(0);
      for (const one of ended) expectToldAs(name, one);
      await expectNothingLeft();
    } finally {
      await cli(['down', '--all']); // it may have failed before
    }
  });
}

/** One that the short form goes without. */
export function longFault(...[name, inject, options]: Parameters<typeof fault>): void {
  fault(name, inject, { ...options, long: true });
}

/** Holds what came of a fault against its row. */
export function expectToldAs(name: string, ended: ChildOutput): void {
  const outcome = outcomeOf(ended);
  const said = saidBy(ended);
  const row = FAULTS.get(name);
  if (!row) {
    const { verdict, code } = outcome;
    throw new Error(`docs/faults.md has no row | ${name} | ${verdict} | ${code} | ${said}`);
  }
  expect(row.outcomes, `${name}: ${said}`).toContainEqual(outcome);
  if (outcome.verdict === 'pass' || outcome.verdict === 'killed') return;
  for (const ways of row.told) {
    expect(
      ways.some((way) => said.includes(way)),
      `${name}: none of "${ways.join('", "')}" is in: ${said}`,
    ).toBe(true);
  }
  expect(said).not.toContain('a defect in cni-lab');
  expect(said).not.toMatch(/\n\s+at /);
}

/** What is left is removed by `down --all`, and nothing else is left. */
export async function expectNothingLeft(): Promise<void> {
  expect(await cli(['down', '--all'])).toMatchObject({ code: 0, stderr: '' });
  expect(await leftBehind()).toEqual([]);
}

interface TimedOptions extends CliOptions {
  readonly timeoutS?: number;
}

/** A command that must be over when its time is, and some more for what it removes. */
export function startTimed(
  args: readonly string[],
  { timeoutS = TIMEOUT_S, ...options }: TimedOptions = {},
) {
  const { child, ended } = startCli([...args, '--timeout', String(timeoutS)], options);
  let hung = false;
  const timer = setTimeout(
    () => {
      hung = true;
      child.kill('SIGKILL');
    },
    (timeoutS + REMOVAL_S) * 1000,
  );
  const within = ended.then((output) => {
    clearTimeout(timer);
    if (hung) throw new Error(`it hung past its --timeout: ${args.join(' ')}; ${saidBy(output)}`);
    return output;
  });
  within.catch(() => {}); // whoever awaits it still sees the failure
  return { child, ended: within };
}

/** The same, to its end. */
export function timed(args: readonly string[], options: TimedOptions = {}): Promise<ChildOutput> {
  return startTimed(args, options).ended;
}
