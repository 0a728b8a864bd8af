import { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import { localRunner } from '../host/local-runner.ts';
import { processExists } from '../host/machine-identity.ts';
import { netnsId, netnsNames, processNetnsId } from '../host/netns.ts';
import { netnsRunner, processNetnsRunner } from '../host/netns-runner.ts';
import { readTextIfThere } from '../host/read-file.ts';
import type { Runner } from '../host/runner.ts';
import { docker } from '../labs/kind/docker-cli.ts';
import { isOfContainer, parseContainer } from './container-process.ts';
import { pastable } from './pastable.ts';
import type { PlaceChoice } from './place-choice.ts';

/** One of them, found. */
export interface ChosenPlace {
  /** How it is called on the page. */
  readonly title: string;
  /** `net:[4026532270]` */
  readonly id: string;
  readonly runner: Runner;
  /** A process in it, where it was chosen by one. */
  readonly pid: number | null;
}

/** @throws LabError E_NO_SUCH_NETNS, E_DOCKER, E_TOOL_MISSING */
export async function chosenPlaces(choice: PlaceChoice): Promise<ChosenPlace[]> {
  const { netns = [], pid = [], docker = [] } = choice;
  return [
    ...netns.map(byName),
    ...pid.map((one) => byProcess(one, `pid ${one}`)),
    ...(await Promise.all(docker.map(byContainer))),
  ];
}

function byName(name: string): ChosenPlace {
  const known = netnsNames();
  const id = known.includes(name) ? netnsId(name) : null; // never a path of the user's making
  if (id !== null) return { title: name, id, runner: netnsRunner(localRunner, name), pid: null };
  throw new LabError('E_NO_SUCH_NETNS', {
    message: `there is no network namespace named "${name}"`,
    why: known.length > 0 ? `ip netns knows ${known.join(', ')}` : 'ip netns knows none',
    mend: 'ip netns list',
  });
}

/** @throws LabError E_NO_SUCH_NETNS */
function byProcess(pid: number, title: string): ChosenPlace {
  const id = processNetnsId(pid);
  if (id !== null) return { title, id, runner: processNetnsRunner(localRunner, pid), pid };
  throw new LabError('E_NO_SUCH_NETNS', {
    message: `the network namespace of process ${pid} cannot be entered`,
    why: processExists(pid) ? 'it is not ours to see, or it has just ended' : 'it does not run',
    mend: `ps -p ${pid}`,
  });
}

/** @throws LabError E_NO_SUCH_NETNS, E_DOCKER, E_TOOL_MISSING */
async function byContainer(asked: string): Promise<ChosenPlace> {
  const text = await docker('inspect', '--type', 'container', '--', asked).catch((error) => {
    if (error instanceof CommandError) throw noContainer(asked, error.stderr || error.message);
    throw error;
  });
  const found = parseContainer(text);
  if (found === null) throw noContainer(asked, 'docker inspect says nothing of a process');
  if (found.pid === 0) throw noContainer(asked, `it is ${found.status}: nothing runs in it`);
  const texts = ['cgroup', 'mountinfo'].map((file) =>
    readTextIfThere(`/proc/${found.pid}/${file}`),
  );
  if (
    isOfContainer(
      found,
      texts.filter((one) => one !== null),
    )
  ) {
    return byProcess(found.pid, found.name);
  }
  throw noContainer(
    asked,
    `process ${found.pid} here is none of it: Docker runs on another machine`,
  );
}

function noContainer(asked: string, why: string): LabError {
  return new LabError('E_NO_SUCH_NETNS', {
    message: `the container "${asked}" has no network namespace on this machine`,
    why: why.split('\n')[0]!,
    mend: pastable(['docker', 'ps', '--all', '--filter', `name=${asked}`]),
  });
}
