import { CommandError } from '../../../src/host/command-error.ts';
import type { Argv, Runner, RunOptions } from '../../../src/host/runner.ts';

/** What a command prints, or how it fails; undefined where nobody expected it. */
export type Reaction = string | { readonly exitCode: number; readonly stdout?: string } | undefined;

/** A runner that says what the test wants. */
export class FakeRunner implements Runner {
  /** Command lines, in order. */
  readonly asked: string[] = [];
  readonly inputs: (string | undefined)[] = [];
  readonly #react: (line: string) => Reaction;

  constructor(react: (line: string) => Reaction) {
    this.#react = react;
  }

  async run(argv: Argv, options?: RunOptions) {
    const line = argv.join(' ');
    this.asked.push(line);
    this.inputs.push(options?.input);
    const reaction = this.#react(line);
    if (reaction === undefined) throw new Error(`nobody expected ${line}`);
    if (typeof reaction === 'string') return { stdout: reaction, stderr: '' };
    const { exitCode, stdout = '' } = reaction;
    const failure = { argv, exitCode, signal: null, timedOut: false, stdout, stderr: 'it failed' };
    throw new CommandError(failure);
  }

  start(): never {
    throw new Error('nothing is left running here');
  }

  argv(argv: Argv): Argv {
    return argv;
  }
}
