import { join } from 'node:path';
import type { Daemon } from '../../datapaths/daemon.ts';
import { LabError } from '../../errors.ts';
import type { CommandError } from '../../host/command-error.ts';
import { foldersOf, makeFolder, removeFolder } from '../../host/daemon-folder.ts';
import { localRunner } from '../../host/local-runner.ts';
import { netnsRunner } from '../../host/netns-runner.ts';
import { readTextIfThere } from '../../host/read-file.ts';
import type { Argv } from '../../host/runner.ts';
import { shippedFile } from '../../host/shipped-file.ts';
import { findTool, missingTool } from '../../host/tools.ts';
import { namespaceName } from '../lab-name.ts';
import { RECORDS_FOLDER } from '../lab-record.ts';
import { PATIENCE_MS, until } from '../until.ts';

type Abort = { readonly signal?: AbortSignal };

const OURS = '{dist}/';

/** Its shell ends at once, so that the daemon outlives this process, as its lab may. */
const APART = 'log=$1; shift; umask 077; setsid "$@" >"$log" 2>&1 </dev/null &';

/**
 * Starts what runs in a lab's places, and waits until each does its work. They end with the lab, as all
 * does that runs in its namespaces. @throws LabError E_TOOL_MISSING, E_DAEMON; CommandError
 */
export async function startDaemons(
  lab: string,
  daemons: readonly Daemon[],
  abort: Abort = {},
): Promise<void> {
  await Promise.all(daemons.map((daemon) => start(lab, daemon, abort)));
}

async function start(lab: string, daemon: Daemon, abort: Abort): Promise<void> {
  const { namespace, argv, files = {}, ready } = daemon;
  const folder = folderOf(lab, daemon);
  const [started, question] = [argv, ready].map((words) => daemonCommand(lab, daemon, words));
  makeFolder(folder, files, (text) => filled(text, folder));
  const runner = netnsRunner(localRunner, namespaceName(lab, namespace));
  const log = join(folder, 'log');
  const variables = daemonEnvironment(lab, daemon);
  await runner.run(['sh', '-c', APART, 'sh', log, 'env', ...variables, ...started!], abort);
  await until(runner, question!, abort.signal, (cause) => notReady(daemon, log, cause));
}

/** Its variables, as `env` takes them. */
export function daemonEnvironment(lab: string, daemon: Daemon): string[] {
  const folder = folderOf(lab, daemon);
  return Object.entries(daemon.env ?? {}).map(([key, value]) => `${key}=${filled(value, folder)}`);
}

/** @throws LabError E_TOOL_MISSING, or E_BPF_OBJECT_MISSING for a program of ours that was not built */
function programFile(program: string): string {
  if (program.startsWith(OURS)) return shippedFile(program.slice(OURS.length));
  if (!findTool(program)) throw missingTool(program);
  return program;
}

function notReady(
  { namespace, name, argv, ready }: Daemon,
  log: string,
  cause: CommandError,
): LabError {
  const said = (readTextIfThere(log) ?? '').trim().split('\n').slice(-5).join('\n');
  const text = {
    message: `${name} in ${namespace} did not get ready in ${PATIENCE_MS / 1000} s`,
    why: said || `it says nothing, and "${ready.join(' ')}" fails: ${cause.stderr.trim()}`,
    mend: `try it by hand: ${argv.join(' ')}`,
  };
  return new LabError('E_DAEMON', text, { cause });
}

/** One of a daemon's commands, with its folder where that is spoken of. @throws as `programFile` */
export function daemonCommand(lab: string, daemon: Daemon, words: Daemon['argv']): Argv {
  const [program, ...rest] = words;
  return [programFile(program), ...rest.map((word) => filled(word, folderOf(lab, daemon)))];
}

function filled(text: string, folder: string): string {
  return text.replaceAll('{dir}', folder);
}

function folderOf(lab: string, { namespace, name }: Daemon): string {
  return join(daemonFolder(lab), `${namespace}-${name}`);
}

/** Where the files of a lab's daemons are, for as long as it is there. */
function daemonFolder(lab: string): string {
  return join(RECORDS_FOLDER, `${lab}.d`);
}

/** Labs that have such a folder. */
export function labsWithDaemons(): string[] {
  return foldersOf(RECORDS_FOLDER).flatMap((file) => /^(.*)\.d$/.exec(file)?.[1] ?? []);
}

export function removeDaemonFiles(lab: string): void {
  removeFolder(daemonFolder(lab));
}
