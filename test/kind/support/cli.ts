import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLI, ROOT } from '../../e2e/support/cli.ts';
import { checkedRun } from '../../support/checked-run.ts';
import { type ChildOutput, outputOf } from '../../support/child-output.ts';
import { home } from './home.ts';
import { processesOf } from './processes.ts';

export interface Ended extends ChildOutput {
  readonly ms: number;
  /** What it left in the folder where it was started. */
  readonly files: readonly string[];
  /** Processes that it started, and that still ran when it had ended. */
  readonly left: readonly string[];
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The built program, as a user starts it: in a folder and session of its own, with a home of the user's. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const cwd = mkdtempSync(join(tmpdir(), 'cni-lab-kind-'));
  const begun = performance.now();
  const child = spawn(process.execPath, [CLI, ...args.map(fromRoot)], {
    cwd,
    env: { ...process.env, HOME: home(), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a session of its own, by which its processes are known
  });
  const ended = outputOf(child)
    .then(checkedRun)
    .then((output) => {
      const files = readdirSync(cwd);
      rmSync(cwd, { recursive: true });
      const ms = performance.now() - begun;
      return { ...output, ms, files, left: processesOf(child.pid!) };
    });
  return { child, ended };
}

export async function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return startCli(args, env).ended;
}

/** With `--json`: its one document, beside all else. */
export async function cliJson(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const ended = await cli([...args, '--json'], env);
  return { ...ended, document: parsed(ended) };
}

function parsed({ stdout, stderr }: Ended) {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`no JSON document, but: ${stdout}\n${stderr}`);
  }
}

/** Paths of the checkout are written as such, and the program is started elsewhere. */
function fromRoot(word: string): string {
  return word.startsWith('test/') ? join(ROOT, word) : word;
}
