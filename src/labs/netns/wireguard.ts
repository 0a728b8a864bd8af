import type { Wireguard } from '../../datapaths/namespace.ts';
import type { Argv, Runner } from '../../host/runner.ts';
import { findTool, missingTool } from '../../host/tools.ts';

/** wg opens its input by name, which cannot be done with a socket: a pipe is put between. */
const SET = 'cat | wg setconf "$1" /proc/self/fd/0';

/** For the configuration on its standard input. */
export function setWireguard({ device }: Wireguard): Argv {
  return ['sh', '-c', SET, 'sh', device];
}

/** Gives a WireGuard device its keys and peers. @throws LabError E_TOOL_MISSING, CommandError */
export async function configureWireguard(
  runner: Runner,
  wireguard: Wireguard,
  abort: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  if (!findTool('wg')) throw missingTool('wg'); // no other datapath needs it
  await runner.run(setWireguard(wireguard), { input: wireguard.config, ...abort });
}
