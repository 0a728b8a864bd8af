import type { Argv } from '../../../host/runner.ts';
import type { KindOutput } from '../kind-output.ts';
import type { Explained } from '../preflight/docker-trouble.ts';

/** A run of kind that went wrong. */
export interface Failing {
  readonly argv: Argv;
  readonly cluster: string;
  readonly image: string | null;
  readonly output: KindOutput;
  /** The line that tells most. */
  readonly telling: string;
}

/** One way in which kind goes wrong, and the words by which it is known. */
export interface Cause {
  readonly says: RegExp;
  /** Without a `why` it is the line that tells most. Null: it was not that after all. */
  readonly explain: (
    failing: Failing,
    match: RegExpExecArray,
  ) => (Omit<Explained, 'why'> & { readonly why?: string }) | null;
}

/** The value of an option, `--name X` or `--name=X`. */
export function optionOf(argv: readonly string[], name: string): string | null {
  const at = argv.indexOf(name);
  if (at >= 0) return argv[at + 1] ?? null;
  return argv.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}
