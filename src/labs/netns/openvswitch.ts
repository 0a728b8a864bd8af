import type { OvsDatapath } from '../../datapaths/namespace.ts';
import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import { findTool, missingTool } from '../../host/tools.ts';

/**
 * Makes a datapath of Open vSwitch in the kernel of one namespace; it ends with the namespace. No daemon of
 * Open vSwitch is needed for it.
 * @throws LabError E_TOOL_MISSING, E_KERNEL_FEATURE, CommandError
 */
export async function makeOvsDatapath(
  runner: Runner,
  { name, ports, flows }: OvsDatapath,
  abort: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (!findTool('ovs-dpctl')) throw missingTool('ovs-dpctl'); // no other datapath needs it
  const input = flows.map(({ match, actions }) => `${match} ${actions}\n`).join('');
  try {
    await runner.run(['ovs-dpctl', 'add-dp', name, ...ports], abort);
    if (input) await runner.run(['ovs-dpctl', 'add-flows', name, '-'], { input, ...abort });
  } catch (error) {
    throw (error instanceof CommandError && explainOvs(error)) || error;
  }
}

/** What ovs-dpctl says where the kernel does not have the module: it tries to load it. */
export function explainOvs(error: CommandError): LabError | null {
  const [, why] =
    /\|(Generic Netlink family 'ovs_datapath' does not exist)/.exec(error.stderr) ?? [];
  if (!why) return null;
  const text = {
    message: 'this kernel has no datapath of Open vSwitch',
    why,
    mend: "modprobe openvswitch; where that fails, boot a kernel with CONFIG_OPENVSWITCH, as Debian's have it",
  };
  return new LabError('E_KERNEL_FEATURE', text, { cause: error });
}
