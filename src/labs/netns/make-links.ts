import type { DeviceType } from '../../datapaths/datapath.ts';
import { LabError } from '../../errors.ts';
import { CommandError } from '../../host/command-error.ts';
import type { Runner } from '../../host/runner.ts';
import { KERNEL_PARTS, loadModules } from './kernel-parts.ts';

/**
 * Makes network namespaces and links.
 * @param lines for `ip -batch -`
 * @throws LabError E_KERNEL_FEATURE, which names the kind of device that the kernel does not have; CommandError
 */
export async function makeLinks(
  runner: Runner,
  lines: readonly string[],
  abort: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  const input = lines.map((line) => `${line}\n`).join('');
  try {
    await runner.run(['ip', '-batch', '-'], { input, ...abort });
  } catch (error) {
    throw (error instanceof CommandError && explainDevice(error, lines)) || error;
  }
}

/** What iproute2 says of a type that it does not know, and where there is no /dev/net/tun. */
const REFUSED = /^(?:.*Unknown device type|open: No such file)[\s\S]*Command failed -:(\d+)/;

/** iproute2 says which line failed: `Error: Unknown device type.\nCommand failed -:6`. */
export function explainDevice(error: CommandError, lines: readonly string[]): LabError | null {
  const [, number] = REFUSED.exec(error.stderr) ?? [];
  const line = lines[Number(number) - 1] ?? '';
  const [, kind] = / type (\S+)/.exec(line) ?? (/tuntap add/.test(line) ? [null, 'tun'] : []);
  if (!kind) return null;
  const feature = kind as DeviceType;
  const text = {
    message: `this kernel has no ${kind} devices`,
    why: `it answers "${error.stderr.split('\n')[0]}", and no module that it could load has them`,
    mend: `${loadModules(feature)}; where that fails, boot a kernel with ${KERNEL_PARTS[feature]?.option ?? 'them'}, as Debian's have it`,
  };
  return new LabError('E_KERNEL_FEATURE', text, { cause: error });
}
