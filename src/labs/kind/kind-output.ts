import { plainLines, withoutEmoji } from './preflight/text.ts';

/** What a run of kind wrote, by its parts. */
export interface KindOutput {
  /** All, without colours and empty lines. */
  readonly lines: readonly string[];
  /** After `ERROR:`, without what kind puts before every reason; null if it wrote none. */
  readonly error: string | null;
  /** The command of kind's own that failed. */
  readonly command: string | null;
  /** What that command wrote. */
  readonly output: readonly string[];
  /** The last step that was begun: `Preparing nodes`. */
  readonly step: { readonly name: string; readonly state: 'at work' | 'done' | 'failed' } | null;
  /** False if it was told to retain its nodes, or had none yet. */
  readonly nodesDeleted: boolean;
}

export function readKindOutput(stdout: string, stderr: string): KindOutput {
  const lines = plainLines(`${stderr}\n${stdout}`);
  const at = lines.findIndex((line) => line.startsWith('ERROR: '));
  const end = lines.findIndex((line, i) => i > at && line.startsWith('Stack Trace:'));
  const said = at < 0 ? [] : lines.slice(at, end < 0 ? undefined : end);
  const split = said.findIndex((line) => line.startsWith('Command Output:'));
  const sentence = said.slice(0, split < 0 ? undefined : split).join(' ');
  const output = split < 0 ? [] : said.slice(split);
  return {
    lines,
    error: at < 0 ? null : withoutPrefix(sentence),
    command: /command "(.+)" failed with error/.exec(sentence)?.[1] ?? null,
    output: output.map((line, i) => (i === 0 ? line.slice('Command Output:'.length).trim() : line)),
    step: lastStep(at < 0 ? lines : lines.slice(0, at)),
    nodesDeleted: lines.some((line) => line.startsWith('Deleted nodes:')),
  };
}

function withoutPrefix(sentence: string): string {
  return sentence.replace(
    /^ERROR: (?:failed to (?:create|list|delete) clusters?(?: "[^"]*")?: )?/,
    '',
  );
}

const STATES = { '✓': 'done', '✗': 'failed' } as const;

function lastStep(lines: readonly string[]): KindOutput['step'] {
  for (const line of lines.toReversed()) {
    // a dot on a pipe, a turning wheel of braille on a terminal
    const [, mark, text] = /^\s*([•✓✗]|[\u2800-\u28FF]+)\s+(.+)$/u.exec(line) ?? [];
    if (!mark || !text || text.startsWith('WARNING')) continue;
    const name = withoutEmoji(text.replace(/\s*\.\.\.$/, ''));
    return { name, state: STATES[mark as keyof typeof STATES] ?? 'at work' };
  }
  return null;
}

/** klog below errors, kubeadm's stack, docker's hints and container ids tell nothing. */
const TELLS_NOTHING =
  /^[IW]\d{4} |^\{"|^no stack trace|^To see the stack trace|^Run 'docker|^[\da-f]{64}$|^\s+\/|^[\w./*()-]+\.(?:go|s):\d+|^(?:k8s\.io|main|runtime|github\.com)[\w./*()-]*$/;

/** Whose lines tell most, best first; of equals the last. */
const TELLING = [
  /^error: /i,
  /^(?:docker|ctr): |error response from daemon/i,
  /\[ERROR [^\]]+\]/,
  /is not healthy|timed out waiting/i,
  /\b(?:error|fail(?:ed|ure)?|cannot|unable|invalid|denied|refused|not found)\b/i,
  /./,
] as const;

/** The one line of the command's output that says why, or else kind's own sentence. */
export function tellingLine({ output, error, lines }: KindOutput): string {
  const worth = output.filter((line) => line && !TELLS_NOTHING.test(line));
  for (const telling of TELLING) {
    const line = worth.findLast((l) => telling.test(l));
    if (line) return line;
  }
  return error ?? lines.at(-1) ?? 'kind said nothing';
}
