import type { ChildOutput } from '../../support/child-output.ts';

/** The word that a run ended with: a verdict, the code of a failure, `killed`, or `done` where there is nothing to judge. */
export function outcomeOf({ code, stdout, stderr }: ChildOutput): {
  verdict: string;
  code: string;
} {
  if (code === null) return { verdict: 'killed', code: 'none' };
  return { verdict: wordOf(stdout, stderr), code: String(code) };
}

function wordOf(stdout: string, stderr: string): string {
  if (stdout.startsWith('{')) {
    const document = JSON.parse(stdout);
    return document.error?.code ?? document.verdict ?? 'done';
  }
  const [, failure] = /^error (E_\w+):/m.exec(stderr) ?? [];
  const [, verdict] = /^(PASS|FAIL|INCONCLUSIVE|SKIPPED) /m.exec(stdout) ?? [];
  return failure ?? verdict?.toLowerCase() ?? 'done';
}

/** All that the user read, without the line ends that are there for the terminal's width. */
export function saidBy({ stdout, stderr }: ChildOutput): string {
  return `${stdout} ${stderr}`.replaceAll(/\s+/g, ' ');
}
