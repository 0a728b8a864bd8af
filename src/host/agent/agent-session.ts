import { setTimeout as delay } from 'node:timers/promises';
import type { Argv } from '../runner.ts';
import { AgentCommand, type CommandSink } from './agent-command.ts';
import type { AgentConnection } from './agent-connection.ts';
import {
  type Frame,
  FrameReader,
  killOrder,
  PING_ORDER,
  type Pump,
  startOrder,
} from './agent-protocol.ts';
import { agentScript } from './agent-script.ts';

const READY_MS = 15_000;
const CLOSE_MS = 5000;
const LAST_WORDS_MS = 200;
/** After so many questions without an answer a stream is taken for dead. */
const UNANSWERED = 4;

/** The connection to a place is gone, or never came to be. */
export class AgentLost extends Error {
  override readonly name = 'AgentLost';
  readonly place: string;
  readonly reason: string;

  constructor(place: string, reason: string) {
    super(`${place} is out of reach: ${reason}`);
    this.place = place;
    this.reason = reason;
  }
}

/** One stream and the commands that it carries, side by side. */
export class AgentSession {
  /** Resolves when the stream is closed, with the reason if it was not us; every command has ended then. */
  readonly closed: Promise<string | null>;
  readonly #connection: AgentConnection;
  readonly #place: string;
  readonly #reader = new FrameReader();
  readonly #commands = new Map<number, AgentCommand>();
  #nextId = 1;
  /** Wakes `open`: the shell takes orders, or never will. */
  #opened: () => void = () => {};
  /** Questions since anything was heard. */
  #unanswered = 0;
  /** Why we gave it up ourselves. */
  #fault: string | null = null;
  #lost: AgentLost | null = null;

  /**
   * Sends the script and waits until the shell takes orders.
   * @param pingEveryMs how often it is asked whether it still does
   * @throws AgentLost
   */
  static async open(
    connection: AgentConnection,
    place: string,
    pingEveryMs: number,
  ): Promise<AgentSession> {
    const session = new AgentSession(connection, place);
    const timer = new AbortController();
    const opened = new Promise<void>((resolve) => {
      session.#opened = resolve;
    });
    connection.write(agentScript());
    await Promise.race([
      opened,
      delay(READY_MS, undefined, { signal: timer.signal }).then(() =>
        session.#giveUp(`no shell answered within ${READY_MS / 1000} s`),
      ),
    ]);
    timer.abort();
    if (session.#lost) throw session.#lost;
    session.#keepAsking(pingEveryMs);
    return session;
  }

  private constructor(connection: AgentConnection, place: string) {
    this.#connection = connection;
    this.#place = place;
    const read = this.#read();
    this.closed = connection.closed.then(async (reason) => {
      await Promise.race([read, delay(LAST_WORDS_MS)]); // what was printed before the end counts
      return this.#end(this.#fault ?? reason);
    });
  }

  /** @throws TypeError if an argument has a NUL */
  start(pump: Pump, argv: Argv, sink: CommandSink, input?: string): AgentCommand {
    const id = this.#nextId++;
    const command = new AgentCommand(sink, (pid, signal) =>
      this.#connection.write(killOrder(pid, signal)),
    );
    if (this.#lost) command.lose(this.#lost);
    else {
      const order = startOrder(id, pump, argv, input);
      this.#commands.set(id, command);
      this.#connection.write(order);
    }
    return command;
  }

  /** Ends all commands and the stream. */
  async close(): Promise<void> {
    this.#lose('it was closed');
    this.#connection.close();
    const timer = new AbortController();
    await Promise.race([
      this.closed,
      delay(CLOSE_MS, undefined, { signal: timer.signal }).catch(() => {}),
    ]);
    timer.abort();
  }

  /** Not every stream is closed: a node loses its power; Docker 20.10 forgets those of a `--pid host` container. */
  #keepAsking(everyMs: number): void {
    const timer = setInterval(() => {
      if (this.#unanswered++ >= UNANSWERED) this.#giveUp('it does not answer any more');
      else this.#connection.write(PING_ORDER);
    }, everyMs).unref();
    void this.closed.then(() => clearInterval(timer));
  }

  async #read(): Promise<void> {
    try {
      for await (const bytes of this.#connection.output) this.#push(bytes);
    } catch (error) {
      const closed = await Promise.race([this.#connection.closed, delay(LAST_WORDS_MS)]);
      if (closed === undefined) this.#giveUp((error as Error).message); // else it has the reason
    }
  }

  #push(bytes: Uint8Array): void {
    if (this.#lost) return;
    this.#unanswered = 0;
    try {
      for (const frame of this.#reader.push(bytes)) this.#take(frame);
    } catch (error) {
      this.#giveUp((error as Error).message);
    }
  }

  #take(frame: Frame): void {
    if (frame.kind === 'ready') this.#opened();
    else if (frame.kind === 'lacks') this.#giveUp(`its shell lacks ${frame.what}`);
    else if (frame.kind !== 'pong') {
      this.#commands.get(frame.id)?.take(frame);
      if (frame.kind === 'end') this.#commands.delete(frame.id);
    }
  }

  #giveUp(fault: string): void {
    this.#fault ??= fault;
    this.#lose(this.#fault);
    this.#connection.close();
  }

  #end(reason: string | null): string | null {
    const said = [reason, this.#reader.noise].filter(Boolean).join(': ');
    this.#lose(said || 'it was closed');
    return reason;
  }

  #lose(reason: string): void {
    this.#lost ??= new AgentLost(this.#place, reason);
    for (const command of this.#commands.values()) command.lose(this.#lost);
    this.#commands.clear();
    this.#opened();
  }
}
