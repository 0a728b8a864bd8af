import { LabError } from '../errors.ts';
import { bpfObjectPath } from './bpf-object.ts';
import type { Argv } from './runner.ts';
import { shippedFile } from './shipped-file.ts';
import { installCommand } from './tools.ts';

/** Packets of one lab. */
export interface TracedFlow {
  /** Number of the IP protocol. */
  readonly protocol: number;
  /** Those from one of these to another. */
  readonly addresses: readonly string[];
  /** Paths of the lab's network namespaces, by the names of its places. */
  readonly places: ReadonlyMap<string, string>;
}

/** Numbers of the probes' IP protocols. */
export const PROTOCOLS = {
  4: { ping: 1, udp: 17, tcp: 6 },
  6: { ping: 58, udp: 17, tcp: 6 },
} as const;

/**
 * Tells by which of the kernel's tracepoints packets go, or only where they are dropped, until SIGTERM
 * (native/trace.c). @throws LabError E_BPF_OBJECT_MISSING
 */
export function traceTool(
  what: 'hops' | 'drops',
  { protocol, addresses, places }: TracedFlow,
): Argv {
  return [
    ...([shippedFile('trace'), bpfObjectPath('trace'), what, `${protocol}`] as const),
    [...new Set(addresses)].join(','),
    ...[...places].map(([name, path]) => `${name}=${path}`),
  ];
}

/** Why it could not start, by what it wrote to standard error. */
export function explainTracer(complaint: string): LabError {
  const [, library] = /shared libraries: (lib\w+\.so\.\d+)/.exec(complaint) ?? [];
  if (library) {
    return new LabError('E_TOOL_MISSING', {
      message: `${library} is not installed`,
      why: "what reads the kernel's tracepoints does so by this library",
      mend: installCommand(library.replace('.so.', '')),
    });
  }
  const why = complaint.replace(/^trace: /, '') || 'what should tell of them ended at once';
  const message = "the kernel's tracepoints cannot be read here";
  if (/no BTF/.test(why)) {
    return new LabError('E_KERNEL_FEATURE', {
      ...{ message, why },
      mend: 'boot a kernel with CONFIG_DEBUG_INFO_BTF=y, as Debian has it (ls /sys/kernel/btf/vmlinux)',
    });
  }
  if (/not permitted/.test(why)) {
    return new LabError('E_NO_CAPABILITY', {
      ...{ message, why },
      mend: 'run it as root with CAP_BPF and CAP_PERFMON, where /sys/kernel/security/lockdown is not [confidentiality]',
    });
  }
  return new LabError('E_KERNEL_FEATURE', {
    ...{ message, why },
    mend: 'boot a kernel of 5.10 or newer with CONFIG_BPF_EVENTS=y, as Debian has it',
  });
}
