import { LabError } from '../errors.ts';
import type { Capability } from './capabilities.ts';
import { shellQuote } from './shell-quote.ts';

/** What each is for, in labs. */
const PURPOSES: Readonly<Record<Capability, string>> = {
  CAP_DAC_OVERRIDE: "files that belong to the machine's root: /run/netns, cgroups",
  CAP_NET_ADMIN: 'devices, routes and rules',
  CAP_NET_BIND_SERVICE: "BGP's port",
  CAP_NET_RAW: 'captures and pings',
  CAP_SETGID: 'tcpdump, which sets its groups anew if root starts it',
  CAP_SYS_ADMIN: 'network namespaces, BPF programs',
};

/** Before anything was tried. @param lacking at least one */
export function missingCapabilities(lacking: readonly Capability[], uid: number): LabError {
  const names = lacking.join(', ');
  const why = lacking.map((name) => `${name} is for ${PURPOSES[name]}`).join('; ');
  if (uid !== 0) {
    return new LabError('E_NOT_ROOT', {
      message: `labs need root, or ${names}`,
      why: `uid ${uid} does not have ${lacking.length > 1 ? 'these' : 'this'}: ${why}`,
      mend: asRoot(),
    });
  }
  return new LabError('E_NO_CAPABILITY', {
    message: `root lacks ${names} here`,
    why: `a container, maybe: ${why}`,
    mend: `run it on the host, or give the container ${lacking.map((name) => `--cap-add ${name.slice('CAP_'.length)}`).join(' ')}, or all with --privileged`,
  });
}

/** This command line again. Absolute paths: under sudo there is another PATH, without the node of nvm and its like. */
export function asRoot(): string {
  return shellQuote(['sudo', process.execPath, ...process.argv.slice(1)]);
}

/** Refused though all capabilities are there. @param why what was refused, in the tool's own words */
export function missingCapability(why: string, cause?: unknown): LabError {
  return new LabError(
    'E_NO_CAPABILITY',
    {
      message: 'this may not be done here, whatever capabilities there are',
      why: `a container's seccomp filter, a security module or a user namespace, maybe: ${why}`,
      mend: 'run it on the host, or give the container --privileged',
    },
    { cause },
  );
}
