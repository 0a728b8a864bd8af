import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../e2e/support/cli.ts';

/** A row of docs/faults.md: what may come of a fault. */
export interface Fault {
  readonly name: string;
  /** The file of the table's tests: `test/faults/disks.test.ts` */
  readonly tests: string;
  /** Verdict, or code of the failure, with the exit code that goes with it: `inconclusive` and 4. */
  readonly outcomes: readonly { readonly verdict: string; readonly code: string }[];
  /** All of these must be told, each in one of these ways; not asked of a pass. */
  readonly told: readonly (readonly string[])[];
}

const HEADER = '| fault | verdict | exit code | what the user reads |';

/** Every row of every table of faults, by its name. */
export const FAULTS: ReadonlyMap<string, Fault> = readFaults();

function readFaults(): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  let isOurs = false;
  let tests = '';
  for (const line of readFileSync(join(ROOT, 'docs/faults.md'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) tests = '';
    tests = /test\/faults\/[\w-]+\.test\.ts/.exec(line)?.[0] ?? tests;
    if (!line.startsWith('|')) isOurs = false;
    else if (line === HEADER) isOurs = true;
    else if (isOurs && !/^\|[-|]+$/.test(line)) {
      const fault = faultOf(line, tests);
      if (faults.has(fault.name)) throw new Error(`docs/faults.md has "${fault.name}" twice`);
      faults.set(fault.name, fault);
    }
  }
  return faults;
}

/** Verdicts and exit codes are lists of the same length; what is read are words in backticks, with `or` between. */
function faultOf(line: string, tests: string): Fault {
  const [, name = '', verdicts = '', codes = '', told = ''] = line.split('|').map((s) => s.trim());
  const listed = [verdicts, codes].map((cell) => cell.split(', '));
  const [words = [], numbers = []] = listed;
  if (words.length !== numbers.length) throw new Error(`docs/faults.md: ${line}`);
  return {
    ...{ name, tests },
    outcomes: words.map((verdict, i) => ({ verdict, code: numbers[i]! })),
    told: told
      .split('; ')
      .map((part) => [...part.matchAll(/`([^`]+)`/g)].map(([, text]) => text!))
      .filter((ways) => ways.length > 0),
  };
}
