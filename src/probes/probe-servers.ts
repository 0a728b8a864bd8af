import { LabError } from '../errors.ts';
import type { Argv, Ended, Running } from '../host/runner.ts';
import type { ProbePlan } from './probe.ts';

/** More than a server takes to start on a kernel that is emulated in software. */
const START_MS = 30_000;

/** Servers that answer a probe, in all places that may be asked. They are ended when the plan's signal aborts. */
export class ProbeServers {
  readonly #plan: ProbePlan;
  readonly #servers: readonly Running[];
  readonly #over: Ended[] = [];

  /** @param serve the command of a server that listens at this address */
  constructor(plan: ProbePlan, serve: (listen: string) => Argv) {
    this.#plan = plan;
    this.#servers = [plan.to, ...(plan.others ?? [])].map(({ runner, listen }) =>
      runner.start(serve(listen)),
    );
    for (const { ended } of this.#servers) {
      const note = (end: Ended) => this.#over.push(end);
      ended.then(note, () => {}); // one that could not start is told of by listening()
    }
    plan.signal?.addEventListener('abort', this.#kill, { once: true });
  }

  /** Resolves when all of them do. @throws LabError E_PROBE if one ends instead, or takes too long */
  async listening(): Promise<void> {
    const timer = setTimeout(this.#kill, START_MS);
    try {
      await Promise.all(this.#servers.map((server) => serving(server, this.#plan)));
    } finally {
      clearTimeout(timer);
    }
  }

  /** That one did not answer would else be taken for a way that lost its replies. @throws LabError E_PROBE */
  requireRunning(): void {
    const [end] = this.#over;
    if (!end) return;
    const { kind, to } = this.#plan;
    throw new LabError('E_PROBE', {
      message: `the ${kind} server in ${to.name} ended while it was asked`,
      why: end.signal ? `ended by ${end.signal}` : `exit code ${end.exitCode}`,
      mend: 'find out who ended it, then try again',
    });
  }

  async end(): Promise<void> {
    this.#plan.signal?.removeEventListener('abort', this.#kill);
    this.#kill();
    await Promise.all(this.#servers.map((server) => server.ended.catch(() => {})));
  }

  readonly #kill = () => {
    for (const server of this.#servers) server.kill('SIGKILL');
  };
}

/** Resolves when the server says that it listens. */
async function serving(server: Running, plan: ProbePlan): Promise<void> {
  for await (const chunk of server.stdout) {
    if (chunk.length > 0) return;
  }
  const complaint: string[] = [];
  for await (const line of server.stderr) complaint.push(line);
  throw new LabError('E_PROBE', {
    message: `no ${plan.kind} server could be started in ${plan.to.name}`,
    why: complaint.find((line) => line.includes('Error')) ?? complaint.join(' '),
    mend: 'cni-lab status',
  });
}
