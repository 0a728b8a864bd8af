import type { OutputOptions } from './options.ts';

/** What is being done, on standard error. */
export interface Progress {
  /** Each step takes the place of the one before: it is drawn again and again. */
  readonly isLive: boolean;
  /** What is being done now; of several lines, where that is live. */
  step(text: string): void;
  /** What stays, where nothing is drawn anew. */
  line(text: string): void;
  done(): void;
}

/** A terminal that knows its width: without one a spinner would draw without end. */
export function takesSpinner({ isTTY, columns }: { isTTY?: boolean; columns?: number }): boolean {
  return isTTY === true && (columns ?? 0) > 0;
}

/** A spinner on a terminal, lines with --verbose, else nothing but what stays. */
export async function progress(options: OutputOptions): Promise<Progress> {
  const nothing = () => {};
  const write = (text: string) => void process.stderr.write(`${text}\n`);
  if (options.quiet) return { isLive: false, step: nothing, line: nothing, done: nothing };
  if (options.verbose) return { isLive: false, step: write, line: write, done: nothing };
  if (!takesSpinner(process.stderr)) {
    return { isLive: false, step: nothing, line: write, done: nothing };
  }
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  return {
    isLive: true,
    step: (text) => {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    line: nothing,
    done: () => void spinner.stop(),
  };
}
