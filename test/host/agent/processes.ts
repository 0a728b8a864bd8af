import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Ids of live processes that have this in their environment. */
export function marked(mark: string): number[] {
  return pids().filter((pid) => read(pid, 'environ').split('\0').includes(mark));
}

/** Ids of those that have ended and that their parent, one of these, has not noticed. */
export function zombiesOf(parents: readonly number[]): number[] {
  return pids().filter((pid) => {
    const [state, parent] = read(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ');
    return state === 'Z' && parents.includes(Number(parent));
  });
}

/** Waits until it holds; a test's own time is the deadline. */
export async function until(fact: () => boolean): Promise<void> {
  while (!fact()) await delay(5);
}

const pids = () => readdirSync('/proc').filter(isNumber).map(Number);
const isNumber = (text: string) => /^\d+$/.test(text);

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it has ended meanwhile
  }
}
