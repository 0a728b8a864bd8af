import { CommandError } from '../../host/command-error.ts';
import { attachToNetkit, explainNetkit, type NetkitProgram } from '../../host/netkit-tool.ts';
import type { Runner } from '../../host/runner.ts';

type Abort = { readonly signal?: AbortSignal };

/**
 * Makes netkit pairs.
 * @param runner in the namespace of their primaries
 * @param lines for `ip -batch -`
 * @throws LabError E_KERNEL_FEATURE, CommandError
 */
export function makeNetkitPairs(runner: Runner, lines: readonly string[], abort: Abort = {}) {
  const input = lines.map((line) => `${line}\n`).join('');
  return explained(runner.run(['ip', '-batch', '-'], { input, ...abort }));
}

/** @throws LabError E_KERNEL_FEATURE, E_TOOL_MISSING, E_BPF_OBJECT_MISSING, CommandError */
export function putOnNetkit(runner: Runner, programs: readonly NetkitProgram[], abort: Abort = {}) {
  return explained(runner.run(attachToNetkit(programs), abort));
}

async function explained(command: Promise<unknown>): Promise<void> {
  try {
    await command;
  } catch (error) {
    throw (error instanceof CommandError && explainNetkit(error)) || error;
  }
}
