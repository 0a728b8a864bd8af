import { LabError } from '../errors.ts';
import { AgentLost } from './agent/agent-session.ts';
import { CommandError } from './command-error.ts';
import { diskFull } from './disk-full.ts';
import { exhausted } from './exhausted.ts';
import { missingCapability } from './missing-capability.ts';
import { netnsPath } from './netns-path.ts';
import { missingTool } from './tools.ts';

/** Turns whatever was thrown into the failure that a person gets to read. */
export function explainFailure(error: unknown): LabError {
  if (error instanceof LabError) return error;
  const met = exhausted(error) ?? diskFull(error, fileOf(error), 'df -h; df -i');
  if (met) return met;
  if (error instanceof CommandError) return explainCommand(error);
  if (error instanceof AgentLost) return explainLost(error, error);
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return new LabError(
    'E_INTERNAL',
    {
      message,
      why: `a defect in cni-lab: ${stack?.split('\n')[1]?.trim() ?? 'no place known'}`,
      mend: 'report it with the command line and this text',
    },
    { cause: error },
  );
}

/** Where it could not be written. */
function fileOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).path ?? 'a file';
}

function explainCommand(error: CommandError): LabError {
  const options = { cause: error };
  if (error.cause instanceof AgentLost) return explainLost(error.cause, error);
  const isGone = GONE.test(error.stderr) || asksGoneDevice(error);
  const lab = isGone ? labOf(error) : null;
  if (lab !== null) {
    return new LabError(
      'E_LAB_BROKEN',
      {
        message: `the lab "${lab}" is not whole any more`,
        why: `another program is at work on it: ${error.stderr}`,
        mend: `cni-lab down --name ${lab}`,
      },
      options,
    );
  }
  if (isGone) {
    return new LabError(
      'E_LAB_BROKEN',
      {
        message: 'a pod is not there any more',
        why: `it was deleted meanwhile, or its node was restarted: ${error.stderr}`,
        mend: 'kubectl get pods -A -o wide; then try again',
      },
      options,
    );
  }
  if (error.missingTool) return missingTool(error.missingTool);
  const helper = refusedHelper(error.stderr);
  if (helper) {
    return new LabError(
      'E_KERNEL_FEATURE',
      {
        message: `this kernel does not have ${helper}()`,
        why: 'its verifier refused the program; bpf_redirect_peer() came with Linux 5.10',
        mend: 'run it on a newer kernel (uname -r tells this one)',
      },
      options,
    );
  }
  if (
    /Unknown device type|Specified qdisc.* not found|Failed to load TC action|BPF.*not supported/i.test(
      error.stderr,
    )
  ) {
    return new LabError(
      'E_KERNEL_FEATURE',
      {
        message: 'this kernel lacks something that the lab needs',
        why: error.message,
        mend: 'cni-lab doctor',
      },
      options,
    );
  }
  const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'EPERM' || /Operation not permitted|Permission denied/.test(error.stderr)) {
    return missingCapability(error.message, error);
  }
  return new LabError(
    'E_COMMAND',
    { message: `a command failed: ${error.line}`, why: error.message, mend: 'cni-lab doctor' },
    options,
  );
}

/** What nsenter says, util-linux' or busybox's, where the process whose namespace is meant has ended. */
const GONE = /nsenter: (?:cannot open|can't open) '?\/(?:proc\/\d+\/ns\/|run\/netns\/cni-lab\.)/;

/** The embedded lab in one of whose namespaces it was to run; null elsewhere. */
function labOf({ argv }: CommandError): string | null {
  const namespace = argv.find((word) => word.startsWith(`--net=${netnsPath('cni-lab.')}`));
  return namespace?.split('.')[1] ?? null;
}

/** The question for programs on devices that were there when the captures began. */
function asksGoneDevice({ argv, stderr }: CommandError): boolean {
  return argv.includes('tc') && argv.includes('-j') && /Cannot find device/.test(stderr);
}

/** The node or the agent is gone, and with it all that ran there. */
function explainLost(lost: AgentLost, cause: unknown): LabError {
  return new LabError(
    'E_AGENT',
    {
      message: `the connection to ${lost.place} was lost`,
      why: `${lost.reason}; the agent was deleted, its node stopped or stands still, or the API server between was restarted`,
      mend: 'kubectl get nodes; kubectl get pods -A -l app.kubernetes.io/managed-by=cni-lab -o wide; then try again',
    },
    { cause },
  );
}

/** enum bpf_func_id, include/uapi/linux/bpf.h: an older kernel knows a newer helper by number only. */
const HELPERS: Readonly<Record<string, string>> = {
  23: 'bpf_redirect',
  69: 'bpf_fib_lookup',
  155: 'bpf_redirect_peer',
};

/** The helper that the verifier did not know, by the log that tc prints. */
export function refusedHelper(log: string): string | null {
  const [, name, id] = /(?:unknown|invalid) func (?:(bpf_\w+)|unknown)#(\d+)/.exec(log) ?? [];
  return name ?? (id ? (HELPERS[id] ?? `BPF helper ${id}`) : null);
}
