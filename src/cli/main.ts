import { CommanderError } from 'commander';
import { LabError } from '../errors.ts';
import { printFailure } from './failure.ts';
import { createProgram } from './program.ts';

const argv = process.argv.slice(2);
const json = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--json');

// A defect must not end with the exit code that means "contradicted", nor with a stack trace.
process.on('uncaughtException', (error) => void failed(error).then((code) => process.exit(code)));
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(); // whoever read it has seen enough
  void untold(error).then((code) => process.exit(code));
});
process.stderr.on('error', () => {}); // nobody can be told; the exit code says it

void main();

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    const failure = error instanceof CommanderError ? usageError(error) : failed(error);
    process.exitCode = await failure;
  }
}

/** Commander throws for --help and --version too; those are no failures. */
async function usageError(error: CommanderError): Promise<number> {
  if (error.exitCode === 0) return 0;
  const message = error.message.replace(/^error: /, '');
  return failed(
    new LabError('E_USAGE', {
      message: message.split('\n')[0] ?? message,
      why:
        message.split('\n')[1]?.replace(/[()]/g, '') ??
        'the command line is not one that cni-lab knows',
      mend: 'cni-lab --help',
    }),
  );
}

/** The result could not be written where it was to go, so a failure cannot go there either. */
async function untold(cause: NodeJS.ErrnoException): Promise<number> {
  const { explainFailure } = await import('../host/explain-failure.ts');
  const { diskFull } = await import('../host/disk-full.ts');
  const full = diskFull(cause, 'the result to standard output', 'write it to another disk');
  return printFailure(full ?? explainFailure(cause), { json: false });
}

async function failed(error: unknown): Promise<number> {
  const { explainFailure } = await import('../host/explain-failure.ts');
  return printFailure(explainFailure(error), { json });
}
