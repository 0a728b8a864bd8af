import { LabError } from '../errors.ts';
import type { CommandError } from './command-error.ts';
import type { Argv } from './runner.ts';
import { shippedFile } from './shipped-file.ts';
import { installCommand } from './tools.ts';

/** A program of ours on the primary of a netkit pair. */
export interface NetkitProgram {
  readonly device: string;
  /** Path of its object. */
  readonly object: string;
}

/** Puts programs on netkit devices (native/netkit.c). @throws LabError E_BPF_OBJECT_MISSING */
export function attachToNetkit(programs: readonly NetkitProgram[]): Argv {
  const pairs = programs.flatMap(({ device, object }) => [device, object]);
  return [shippedFile('netkit'), 'attach', ...pairs];
}

/** Lists the programs on netkit devices: a line `DEVICE HOOK NAME` for each. @throws LabError E_BPF_OBJECT_MISSING */
export function showNetkit(devices: readonly string[]): Argv {
  return [shippedFile('netkit'), 'show', ...devices];
}

/** What `showNetkit` printed. A program may have no name. */
export function netkitPrograms(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [device = '', hook = '', name = ''] = line.split(' ');
      return { device, hook, name };
    });
}

/** Why netkit devices, or programs on them, cannot be had here; null if it is something else. */
export function explainNetkit(error: CommandError): LabError | null {
  const { stderr } = error;
  const options = { cause: error };
  const [, library] = /shared libraries: (lib\w+\.so\.\d+)/.exec(stderr) ?? [];
  if (library) {
    const text = {
      message: `${library} is not installed`,
      why: 'nothing else puts programs on netkit devices, and it does so by this library',
      mend: installCommand(library.replace('.so.', '')),
    };
    return new LabError('E_TOOL_MISSING', text, options);
  }
  if (/failed to execute/.test(stderr)) {
    const text = {
      message: 'the program for netkit devices was built for another kind of machine',
      why: stderr,
      mend: 'npm run build in a checkout on this machine',
    };
    return new LabError('E_BPF_OBJECT_MISSING', text, options);
  }
  if (/Unknown device type|^netkit: /m.test(stderr)) {
    const text = {
      message: 'this kernel has no netkit devices that take programs',
      why: `it answers "${stderr.split('\n')[0]}"; they came with Linux 6.7, where CONFIG_NETKIT is set`,
      mend: 'boot a kernel of 6.7 or newer with CONFIG_NETKIT, as Debian 13 has it',
    };
    return new LabError('E_KERNEL_FEATURE', text, options);
  }
  return null;
}
