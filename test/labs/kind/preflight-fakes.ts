import { CommandError } from '../../../src/host/command-error.ts';
import type { Machine } from '../../../src/host/machine.ts';
import type { Argv, Runner } from '../../../src/host/runner.ts';
import { recorded } from './recorded.ts';

/** What a program does when it is run: says something, fails, is not there, or never ends. */
export type Reaction =
  | string
  | { readonly exitCode: number; readonly stdout?: string; readonly stderr: string }
  | 'MISSING'
  | 'HANGS';

/** Reactions by the beginning of the command line; the longest that fits counts. */
export type Script = Readonly<Record<string, Reaction>>;

export const GIB = 2 ** 30;

const INFO = JSON.parse(recorded('docker-info').stdout);

/** `docker info` as recorded, on cgroup v2, with these fields another. */
export function dockerInfo(fields: Record<string, unknown> = {}): string {
  const base = { ...INFO, CgroupVersion: '2', DockerRootDir: '/var/lib/docker' };
  return JSON.stringify({ ...base, ...fields });
}

export function nodeImage(fields: Record<string, unknown> = {}): string {
  const Config = { Entrypoint: ['/usr/local/bin/entrypoint', '/sbin/init'] };
  return JSON.stringify({ Architecture: 'amd64', Config, ...fields });
}

/** A machine on which nothing is amiss. */
const GOOD: Script = {
  'docker info': dockerInfo(),
  'docker image inspect': nodeImage(),
  'docker image ls': 'kindest/node:v1.34.0\n',
  'docker ps': '',
  'kind version': recorded('version').stdout,
  'helm version': 'v3.19.5\n',
  'cilium version': 'MISSING',
};

export class FakeRunner implements Runner {
  readonly asked: Argv[] = [];
  readonly #script: Script;

  constructor(script: Script = {}) {
    this.#script = { ...GOOD, ...script };
  }

  async run(argv: Argv) {
    this.asked.push(argv);
    const line = argv.join(' ');
    const [best] = Object.keys(this.#script)
      .filter((start) => line.startsWith(start))
      .sort((a, b) => b.length - a.length);
    if (best === undefined) throw new Error(`nobody expected ${line}`);
    const reaction = this.#script[best]!;
    const failure = { argv, signal: null, timedOut: false, stdout: '' };
    if (reaction === 'MISSING') {
      const cause = Object.assign(new Error(`spawn ${argv[0]} ENOENT`), { code: 'ENOENT' });
      throw new CommandError({ ...failure, exitCode: null, stderr: '', cause });
    }
    if (reaction === 'HANGS') {
      throw new CommandError({ ...failure, exitCode: null, timedOut: true, stderr: '' });
    }
    if (typeof reaction === 'string') return { stdout: reaction, stderr: '' };
    throw new CommandError({ ...failure, ...reaction });
  }

  start(): never {
    throw new Error('a preflight leaves nothing running');
  }

  argv(argv: Argv): Argv {
    return argv;
  }
}

/** What a recorded run of docker did. */
export function reactionOf(name: string): Reaction {
  const { exitCode, stdout, stderr } = recorded(name);
  return exitCode === 0 ? stdout : { exitCode, stdout, stderr };
}

export function fakeMachine(fields: Partial<Machine> = {}): Machine {
  return {
    kernel: INFO.KernelVersion,
    arch: 'x64',
    env: {},
    inotify: (limit) => ({ max_user_watches: 524_288, max_user_instances: 512 })[limit],
    freeDisk: () => 100 * GIB,
    availableMemory: () => 16 * GIB,
    hasDevice: () => false,
    pathKind: () => 'tar',
    ...fields,
  };
}
