import type { Runner } from '../host/runner.ts';
import { ask } from './ask.ts';

/** What `ip` tells of a place, each as JSON. Null: it could not be had. */
export interface IpTables {
  /** `ip -j -d -s addr show` */
  readonly devices: string | null;
  /** `ip -j -d route show table all`, both families */
  readonly routes: string | null;
  /** `ip -j neigh show`, both families */
  readonly neighbours: string | null;
}

const QUESTIONS = ['addr show', 'route show table all', 'neigh show'] as const;

/** In one process; one for each question where the kernel refuses one of them. */
export async function ipTables(place: Runner, signal: AbortSignal): Promise<IpTables> {
  const input = QUESTIONS.map((line) => `${line}\n`).join('');
  const all = await ask(place, ['ip', '-j', '-d', '-s', '-batch', '-'], { input, signal });
  const answers = all.text?.trim().split('\n') ?? [];
  if (answers.length === QUESTIONS.length) return tables(answers);
  return tables(
    await Promise.all(
      QUESTIONS.map(async (line) => {
        const argv = ['ip', '-j', '-d', '-s', ...line.split(' ')] as const;
        return (await ask(place, argv, { signal })).text;
      }),
    ),
  );
}

function tables([devices = null, routes = null, neighbours = null]: readonly (string | null)[]) {
  return { devices, routes, neighbours };
}
