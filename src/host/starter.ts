import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { signalName } from './agent/linux-signals.ts';
import type { Argv, Ended } from './runner.ts';
import type { Output, Start } from './start.ts';
import {
  killOrder,
  type StarterEvent,
  StarterEventReader,
  startOrder,
} from './starter-protocol.ts';

/** The starter was killed; what becomes of its programs is not known. */
export class StarterLost extends Error {
  override readonly name = 'StarterLost';

  constructor() {
    super('the process that started it was killed');
  }
}

/** What we know of a program that the starter was told to start. */
interface Program {
  readonly argv: Argv;
  readonly output: Output;
  readonly resolve: (ended: Ended) => void;
  readonly reject: (cause: Error) => void;
  pid: number;
}

/**
 * A process of ours that starts programs for us (native/starter.c): it is small, and a fork costs the
 * more the more memory a process has. It ends when we do. It keeps node's event loop alive only
 * while a program of it runs.
 */
export class Starter {
  readonly #programs = new Map<number, Program>();
  readonly #orders: Socket;
  readonly #events: Socket;
  #nextId = 1;
  #isLost = false;

  /** Null where the file is not there, or is not for this machine. @param env of all that it starts */
  static open(file: string, env: Readonly<Record<string, string>>): Starter | null {
    // what it complains of is for who reads our complaints, and who waits for the end of those waits for its end
    const child = spawn(file, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    child.on('error', () => {}); // then it has no id
    child.unref();
    return child.pid === undefined
      ? null
      : new Starter(child.stdin as Socket, child.stdout as Socket);
  }

  private constructor(orders: Socket, events: Socket) {
    this.#orders = orders;
    this.#events = events;
    const reader = new StarterEventReader();
    orders.on('error', () => {}); // it is gone; `close` says so
    orders.unref();
    events.on('data', (bytes) => {
      for (const event of reader.push(bytes)) this.#take(event);
    });
    events.on('close', () => this.#lose());
    events.unref();
  }

  /** It was killed, and starts nothing any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  readonly start: Start = (argv, output, options) => {
    if (this.#isLost) throw new StarterLost();
    const id = this.#nextId++;
    this.#orders.write(startOrder(id, argv, options));
    const ended = new Promise<Ended>((resolve, reject) => {
      this.#programs.set(id, { argv, output, resolve, reject, pid: -1 });
    });
    this.#events.ref();
    const program = this.#programs.get(id)!;
    return {
      get pid() {
        return program.pid;
      },
      ended,
      kill: (signal) => {
        if (this.#programs.has(id)) this.#orders.write(killOrder(id, constants.signals[signal]));
      },
    };
  };

  #take(event: StarterEvent): void {
    const program = this.#programs.get(event.id)!;
    switch (event.kind) {
      case 'started':
        program.pid = event.pid;
        break;
      case 'stdout':
      case 'stderr':
        program.output[event.kind](event.bytes);
        break;
      case 'ended':
        this.#forget(event.id);
        program.resolve(endedAs(event));
        break;
      case 'failed':
        this.#forget(event.id);
        program.reject(startFailure(program.argv, event.errno));
    }
  }

  #forget(id: number): void {
    this.#programs.delete(id);
    if (this.#programs.size === 0) this.#events.unref();
  }

  #lose(): void {
    this.#isLost = true;
    for (const { reject } of this.#programs.values()) reject(new StarterLost());
    this.#programs.clear();
  }
}

function endedAs({ exitCode, signal }: { exitCode: number; signal: number }): Ended {
  if (signal === 0) return { exitCode, signal: null };
  return { exitCode: null, signal: signalName(signal) ?? `signal ${signal}` };
}

/** As node's own spawn has it. */
function startFailure([file, ...spawnargs]: Argv, errno: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(-errno);
  return Object.assign(new Error(`spawn ${file} ${code}`), {
    ...{ errno: -errno, code, syscall: `spawn ${file}`, path: file, spawnargs },
  });
}
