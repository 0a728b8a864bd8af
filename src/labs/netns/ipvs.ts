import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import { findTool, missingTool } from '../../host/tools.ts';
import type { IpvsPlan } from './plan.ts';

/**
 * Gives the IPVS of one namespace its virtual servers; it ends with the namespace.
 * @throws LabError E_TOOL_MISSING, E_KERNEL_FEATURE, CommandError
 */
export async function putIntoIpvs(
  runner: Runner,
  { argv, servers, sysctl }: IpvsPlan,
  abort: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (!findTool('ipvsadm')) throw missingTool('ipvsadm'); // no other datapath needs it
  const input = servers.map((line) => `${line}\n`).join('');
  try {
    await runner.run(argv, { input, ...abort });
  } catch (error) {
    throw (error instanceof CommandError && explainIpvs(error)) || error;
  }
  await runner.run(sysctl, abort);
}

/** What ipvsadm says where the kernel has no IPVS, or not the scheduler: it tries to load both. */
export function explainIpvs(error: CommandError): LabError | null {
  const { stderr } = error;
  const what = /Can't initialize ipvs/.test(stderr)
    ? 'IPVS'
    : /Scheduler or persistence engine not found/.test(stderr) && 'IPVS scheduler rr';
  if (!what) return null;
  const text = {
    message: `this kernel has no ${what}`,
    why: stderr.split('\n')[0]!,
    mend: "modprobe -a ip_vs ip_vs_rr; where that fails, boot a kernel with CONFIG_IP_VS, as Debian's have it",
  };
  return new LabError('E_KERNEL_FEATURE', text, { cause: error });
}
