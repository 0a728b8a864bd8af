import { CommandError } from '../../host/command-error.ts';
import type { Argv, Finished, Runner } from '../../host/runner.ts';
import type { Finding } from '../check-up.ts';
import { readAnswer } from './answer.ts';
import type { LabHost } from './lab-host.ts';

/** How one machine answered. */
export interface HostReport {
  readonly host: string;
  readonly state: 'ready' | 'lacks' | 'not-installed' | 'unreachable' | 'no-answer';
  /** What stands in the way of embedded labs, by the doctor's names. */
  readonly lacks: readonly string[];
  /** In the machine's own words, or ssh's; null where there is nothing to say. */
  readonly why: string | null;
  /** Commands to be run there. */
  readonly mend: readonly string[];
  readonly checks: readonly Finding[];
}

const INSTALL = 'sudo sh cni-lab-bundle/install.sh, from a bundle: cni-lab bundle create FILE';
/** What our script says where the program is not; no shell says it by itself. */
const NOT_INSTALLED = 97;
/** Of ssh itself. */
const NOT_REACHED = 255;
const CONNECT_SECONDS = 10;
const TIMEOUT_MS = 90_000;

/** Given to a shell there on its standard input, so that nothing has to be quoted for the login shell. */
const SCRIPT = `PATH=$PATH:/usr/local/bin
command -v cni-lab >/dev/null || exit ${NOT_INSTALLED}
if [ "$(id -u)" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n "$(command -v cni-lab)" doctor --json </dev/null; fi
exec cni-lab doctor --json </dev/null
`;

export function sshArgv({ user, address, port }: LabHost): Argv {
  return [
    ...(['ssh', '-T', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_SECONDS}`] as const),
    ...(port === null ? [] : ['-p', String(port)]),
    ...['--', user === null ? address : `${user}@${address}`, 'sh -s'],
  ];
}

/** Runs the doctor of one machine. Only a machine without ssh makes it throw. */
export async function askHost(runner: Runner, host: LabHost): Promise<HostReport> {
  try {
    const { stdout } = await runner.run(sshArgv(host), { input: SCRIPT, timeoutMs: TIMEOUT_MS });
    return answered(host, { stdout, stderr: '' });
  } catch (error) {
    if (!(error instanceof CommandError) || error.missingTool === 'ssh') throw error;
    return failed(host, error);
  }
}

function failed(host: LabHost, error: CommandError): HostReport {
  const nothing = { host: host.name, lacks: [], checks: [] };
  if (error.exitCode === NOT_INSTALLED) {
    return { ...nothing, state: 'not-installed', why: null, mend: [INSTALL] };
  }
  if (error.exitCode === NOT_REACHED || error.timedOut) {
    const why = error.timedOut
      ? `no answer in ${TIMEOUT_MS / 1000} s`
      : lastLine(error.stderr).replace(/^ssh: (connect to host \S+ port \d+: )?/, '');
    return { ...nothing, state: 'unreachable', why, mend: [] };
  }
  return answered(host, error); // the doctor's own exit code, 3, if something is missing
}

function answered(host: LabHost, { stdout, stderr }: Finished): HostReport {
  const checks = readAnswer(stdout);
  if (checks === null) {
    const why = lastLine(stderr) || 'that is not what a doctor says';
    return { host: host.name, state: 'no-answer', lacks: [], why, mend: [], checks: [] };
  }
  const missing = checks.filter(({ ok }) => ok === false);
  return {
    host: host.name,
    state: missing.length > 0 ? 'lacks' : 'ready',
    lacks: missing.map(({ name }) => name),
    why: null,
    mend: [...new Set(missing.flatMap(({ mend }) => mend ?? []))],
    checks,
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)!.trim();
}
