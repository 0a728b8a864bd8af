import type { Argv, Ended, Runner, Running } from '../../src/host/runner.ts';

/** What a process that is made up does. */
export interface Script {
  /** What it writes at once, and once it gets a signal; a character for each byte. */
  readonly first: string;
  readonly last?: string;
  readonly complaint?: string;
  readonly ended?: Ended;
}

/** A runner whose processes do as the script says, and what they were started by and got. */
export function scripted({ first, last = '', complaint = '', ended }: Script) {
  const started: Argv[] = [];
  const signals: string[] = [];
  const start = (argv: Argv): Running => {
    started.push(argv);
    let end = () => {};
    const told = new Promise<void>((resolve) => {
      end = resolve;
    });
    return {
      ...{ argv, pid: 1 },
      stdout: (async function* () {
        // in pieces, as pipes may have it
        for (const letter of first) yield Buffer.from(letter, 'latin1');
        if (first === '') return;
        if (!ended) await told;
        if (last) yield Buffer.from(last, 'latin1');
      })(),
      stderr: (async function* () {
        if (complaint) yield complaint;
      })(),
      ended: Promise.resolve(ended ?? { exitCode: 0, signal: null }),
      kill: (signal) => {
        signals.push(signal);
        end();
      },
    };
  };
  return { started, signals, runner: { start } as unknown as Runner };
}
