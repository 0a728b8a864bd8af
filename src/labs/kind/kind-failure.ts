import { LabError } from '../../errors.ts';
import type { Argv } from '../../host/runner.ts';
import { shellQuote } from '../../host/shell-quote.ts';
import type { Cause, Failing } from './causes/cause.ts';
import { CLUSTER_CAUSES } from './causes/cluster.ts';
import { CONFIGURATION_CAUSES } from './causes/configuration.ts';
import { logsOf } from './causes/further.ts';
import { HOST_CAUSES } from './causes/host.ts';
import { IMAGE_CAUSES } from './causes/image.ts';
import { NODE_CAUSES } from './causes/node.ts';
import { readKindOutput, tellingLine } from './kind-output.ts';
import { dockerTrouble, type Explained } from './preflight/docker-trouble.ts';
import { oneLine, plainLines, withoutEmoji } from './preflight/text.ts';

/** What the run was about, where its arguments do not tell. */
export interface KindContext {
  readonly cluster: string;
  readonly image: string | null;
}

/** The first that fits is the cause: what the host lacks may look like a bad image or a failing kubeadm. */
const CAUSES: readonly Cause[] = [
  ...CLUSTER_CAUSES,
  ...CONFIGURATION_CAUSES,
  ...HOST_CAUSES,
  ...IMAGE_CAUSES,
  ...NODE_CAUSES,
];

/** A run of kind that failed, as the failure that a person gets to read. Pure; never throws. */
export function explainKindFailure(
  argv: Argv,
  exitCode: number | null,
  stdout: string,
  stderr: string,
  { cluster, image }: KindContext,
): LabError {
  const output = readKindOutput(stdout, stderr);
  const failing: Failing = { argv, cluster, image, output, telling: tellingLine(output) };
  const said = [output.error, ...output.output].join('\n');
  const { code, message, why, mend } =
    dockerTrouble(said) ??
    causeOf(said, failing) ??
    brokenOff(failing, exitCode) ??
    unknown(failing, exitCode);
  return new LabError(code, {
    message: oneLine(message),
    why: oneLine(why, 600) || oneLine(failing.telling, 600) || 'kind gave no reason',
    mend: oneLine(mend, 600),
  });
}

function causeOf(said: string, failing: Failing): Explained | null {
  for (const { says, explain } of CAUSES) {
    const match = says.exec(said);
    const explained = match && explain(failing, match);
    if (explained) return { why: failing.telling, ...explained };
  }
  return null;
}

/** timeout(1)'s own, 128 + SIGINT, SIGKILL and SIGTERM; none at all: by a signal. */
const ENDED_BY_OTHERS: readonly (number | null)[] = [124, 130, 137, 143, null];

/** kind always says why it fails: without a word it was ended, and then it leaves its nodes behind. */
function brokenOff({ argv, cluster, output }: Failing, exitCode: number | null): Explained | null {
  if (output.error !== null) return null;
  if (output.step?.state !== 'at work' && !ENDED_BY_OTHERS.includes(exitCode)) return null;
  const at = output.step ? ` at "${output.step.name}"` : '';
  return {
    code: exitCode === 130 ? 'E_INTERRUPTED' : 'E_TIMEOUT',
    message: `${shellQuote(argv.slice(0, 3))} was ended${at} before it had finished`,
    why: 'it took too long or was interrupted; the nodes that it had made are still there',
    mend: shellQuote(['kind', 'delete', 'cluster', '--name', cluster]),
  };
}

function unknown(failing: Failing, exitCode: number | null): Explained {
  const { output, argv } = failing;
  const last = (output.output.length > 0 ? output.output : output.lines).slice(-5);
  const reason = output.error ?? `exit code ${exitCode}, without a word`;
  return {
    code: 'E_KIND',
    message: `${shellQuote(argv.slice(0, 3))} failed: ${reason}`,
    why: last.filter(Boolean).join(' | ') || reason,
    mend: logsOf(failing),
  };
}

/** Something that went wrong in a run that ended with 0. */
export interface KindWarning {
  /** not-ready: `--wait` was over before the control plane was Ready, as it always is without a CNI. */
  readonly what: 'not-ready' | 'other';
  readonly text: string;
}

/** What kind only warns of, by its standard error. */
export function kindWarnings(stderr: string): readonly KindWarning[] {
  return plainLines(stderr).flatMap((line) => {
    const text = /^(?:\s*•\s+)?WARNING: (.+)/.exec(line)?.[1];
    if (text === undefined) return [];
    const what = /timed out waiting for ready/i.test(text) ? 'not-ready' : 'other';
    return [{ what, text: oneLine(withoutEmoji(text)) }];
  });
}
