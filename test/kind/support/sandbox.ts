import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../e2e/support/cli.ts';

const exec = promisify(execFile);
const PEER = join(ROOT, 'dist/probe-peer.cjs');

/** A pod of a kind node, entered from this machine by one of its processes. */
export class Sandbox {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  /** Answers TCP probes on port 8080, from now on. */
  async serve(address: string): Promise<ChildProcess> {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const server = spawn(...this.#inNamespace('serve', 'tcp', address, '8080'), {
      stdio: [...stdio],
    });
    await once(server.stdout!, 'data'); // it says so when it listens
    return server;
  }

  /** Two TCP probes, from the pod's network namespace; what they came to. */
  async ask(address: string, where: 'in its cgroup' | 'outside') {
    const line = this.#inNamespace(
      'ask',
      'tcp',
      address,
      '8080',
      '0123456789abcdef',
      '2',
      '1',
      '64',
    );
    const argv = [line[0], ...line[1]];
    const join = where === 'outside' ? '' : `echo 0 >"${this.#cgroup()}/cgroup.procs" && `;
    const { stdout } = await exec('sh', ['-c', `${join}exec "$@"`, 'sh', ...argv]);
    return JSON.parse(stdout) as { answered: number };
  }

  #inNamespace(...args: string[]): [string, string[]] {
    return ['nsenter', [`--net=/proc/${this.#pid}/ns/net`, process.execPath, PEER, ...args]];
  }

  #cgroup(): string {
    const [, path] = /^0::(.*)$/m.exec(readFileSync(`/proc/${this.#pid}/cgroup`, 'utf8'))!;
    const mounts = readFileSync('/proc/mounts', 'utf8');
    return /^\S+ (\S+) cgroup2 /m.exec(mounts)![1]! + path;
  }
}
