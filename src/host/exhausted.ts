import { LabError } from '../errors.ts';
import { CommandError } from './command-error.ts';

/** What the kernel says where there is no more of something, by the code that node has for it. */
const LIMITS: Readonly<Record<string, { what: string; says: RegExp; mend: string }>> = {
  EMFILE: {
    what: 'no more files can be opened',
    says: /Too many open files(?! in system)/,
    mend: 'ulimit -n 4096',
  },
  ENFILE: {
    what: 'no more files can be opened on this machine',
    says: /Too many open files in system/,
    mend: 'sysctl -w fs.file-max=1000000',
  },
  EAGAIN: {
    what: 'no more processes can be started',
    says: /Resource temporarily unavailable|Cannot fork/i,
    mend: 'raise the limit on processes and threads (pids.max of its cgroup, ulimit -u, docker run --pids-limit)',
  },
  ENOMEM: {
    what: 'there is no memory left',
    says: /Cannot allocate memory|Out of memory/i,
    mend: 'free -m; end something else, or raise the limit (memory.max of its cgroup)',
  },
};

/**
 * A limit of this machine's, or of the place where it runs, that was met: nothing was found out by it, so it is never
 * taken for something that a datapath lacks. Null for any other failure.
 */
export function exhausted(error: unknown): LabError | null {
  const { code, errno, cause, message } = Object(error) as NodeJS.ErrnoException;
  const { code: ofCause = code } = Object(cause) as NodeJS.ErrnoException;
  const said = error instanceof CommandError ? error.stderr : '';
  const [name, limit] =
    Object.entries(LIMITS).find(([known, { says }]) => known === ofCause || says.test(said)) ?? [];
  if (!limit || (errno === undefined && !(error instanceof CommandError))) return null;
  return new LabError(
    'E_LIMIT',
    { message: limit.what, why: `${name}: ${message}`, mend: limit.mend },
    { cause: error },
  );
}
