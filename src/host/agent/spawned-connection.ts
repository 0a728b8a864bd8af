import { spawn } from 'node:child_process';
import type { Argv } from '../runner.ts';
import type { AgentConnection } from './agent-connection.ts';

/** How long the shell may take to end what it started. */
const CLOSE_MS = 2000;
/** How long output may go on after the process ended: what it left behind may hold the pipe. */
const LAST_WORDS_MS = 200;

/**
 * A connection through a process of our own whose standard input and output lead to a shell. It has a
 * session of its own, so that Ctrl-C in our terminal ends the shell when we say so, and not before.
 */
export function spawnedConnection(argv: Argv, env: NodeJS.ProcessEnv): AgentConnection {
  const [file, ...args] = argv;
  const child = spawn(file, args, { env, detached: true, stdio: 'pipe' });
  let ours = false;
  let complaint = '';
  child.stdin.on('error', () => {}); // it is gone; `closed` says so
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const closed = new Promise<string | null>((resolve) => {
    const end = (reason: string) => resolve(ours ? null : complaint.trim() || reason);
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(`${file} ended by ${signal ?? `exit code ${code}`}`));
    child.on('exit', () => {
      setTimeout(() => child.stdout.destroy(), LAST_WORDS_MS).unref();
      setTimeout(() => child.stderr.destroy(), LAST_WORDS_MS).unref();
    });
  });
  return {
    write: (text) => void child.stdin.write(text, 'latin1'),
    output: child.stdout,
    closed,
    close() {
      ours = true;
      child.stdin.end();
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      void closed.then(() => clearTimeout(timer));
    },
  };
}
