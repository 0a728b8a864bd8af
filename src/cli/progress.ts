import type { OutputOptions } from './options.ts';

/** What is being done, on standard error. */
export interface Progress {
  step(text: string): void;
  done(): void;
}

/** A terminal that knows its width: without one a spinner would draw without end. */
export function takesSpinner({ isTTY, columns }: { isTTY?: boolean; columns?: number }): boolean {
  return isTTY === true && (columns ?? 0) > 0;
}

/** A spinner on a terminal, lines with --verbose, else nothing. */
export async function progress(options: OutputOptions): Promise<Progress> {
  if (options.verbose) {
    return { step: (text) => void process.stderr.write(`${text}\n`), done: () => {} };
  }
  if (options.quiet || !takesSpinner(process.stderr)) return { step: () => {}, done: () => {} };
  const { default: ora } = await import('ora');
  const spinner = ora({ stream: process.stderr, discardStdin: false });
  return {
    step: (text) => {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    done: () => void spinner.stop(),
  };
}
