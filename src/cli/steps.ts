import type { Step } from '../labs/kind/raise-kind-lab.ts';
import { styleOf } from '../ui/style.ts';
import type { OutputOptions } from './options.ts';
import { takesSpinner } from './progress.ts';

/** Long steps, each told on standard error with its time: a spinner on a terminal, else a line. */
export async function steps(options: OutputOptions): Promise<Step> {
  if (options.quiet) return (_, work) => work();
  if (!takesSpinner(process.stderr)) {
    return timed((title) => ({
      done: (took) => void process.stderr.write(`${title}: ${took}\n`),
      failed: (took) => void process.stderr.write(`${title}: failed after ${took}\n`),
    }));
  }
  const { default: ora } = await import('ora');
  const { colour } = styleOf(process.stderr, process.env);
  return timed((title) => {
    const spinner = ora({ stream: process.stderr, discardStdin: false, text: title }).start();
    return {
      done: (took) => void spinner.succeed(`${title} ${colour.dim(took)}`),
      failed: (took) => void spinner.fail(`${title} ${colour.dim(`failed after ${took}`)}`),
    };
  });
}

interface Shown {
  done(took: string): void;
  failed(took: string): void;
}

function timed(show: (title: string) => Shown): Step {
  return async (title, work) => {
    const start = performance.now();
    const took = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
    const shown = show(title);
    try {
      const result = await work();
      shown.done(took());
      return result;
    } catch (error) {
      shown.failed(took());
      throw error;
    }
  };
}
