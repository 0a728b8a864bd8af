import { at, integerAt, listAt, parseJson, textAt } from '../cni/json.ts';

/** A container as Docker knows it. */
export interface ContainerProcess {
  readonly id: string;
  readonly name: string;
  /** Its first process; 0 where it does not run. */
  readonly pid: number;
  readonly status: string;
}

/** @param text `docker inspect --type container NAME`; null if it says nothing of a container */
export function parseContainer(text: string): ContainerProcess | null {
  const [container] = listAt(parseJson(text));
  const id = textAt(container, 'Id');
  const pid = integerAt(container, 'State', 'Pid');
  if (id === null || pid === null) return null;
  const name = (textAt(container, 'Name') ?? id).replace(/^\//, '');
  return { id, name, pid, status: textAt(at(container, 'State'), 'Status') ?? 'unknown' };
}

/**
 * Whether a process is one of that container's: a Docker on another machine counts other processes.
 * @param texts of /proc/PID/cgroup and /proc/PID/mountinfo, which name the container
 */
export function isOfContainer({ id }: ContainerProcess, texts: readonly string[]): boolean {
  return texts.some((text) => text.includes(id));
}
