import { LabError } from '../errors.ts';

/** Root that lacks a capability. @param why what was refused, in the tool's own words */
export function missingCapability(why: string, cause?: unknown): LabError {
  return new LabError(
    'E_NO_CAPABILITY',
    {
      message: 'root may not do this here',
      why: `a container, maybe, without CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN or CAP_BPF: ${why}`,
      mend: 'run it on the host, or give the container --privileged',
    },
    { cause },
  );
}
