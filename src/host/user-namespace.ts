import { readFileSync } from 'node:fs';
import { LabError } from '../errors.ts';
import { CommandError } from './command-error.ts';
import { asRoot } from './missing-capability.ts';
import type { Argv, Runner } from './runner.ts';

/**
 * Namespaces of one's own, as any user may make them where the kernel lets them. The uid stays what it is, with all
 * capabilities in there: as uid 0 tcpdump would set its groups, which one uid mapped to itself may not. What is
 * started in there is gone with its first process, and that with unshare, and that with us, however it ends.
 */
const UNSHARE: Argv = [
  ...(['setpriv', '--pdeathsig', 'KILL', 'unshare', '--user', '--map-current-user'] as const),
  ...([
    '--keep-caps',
    '--net',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ] as const),
];

/** `ip netns` keeps its names in /run, which others may not write. Nothing of ours is put into this text. */
const OWN_RUN = 'mount -t tmpfs -o mode=0755 tmpfs /run && exec "$@"';

/** Runs a program in namespaces of its own. */
export function inUserNamespace(argv: Argv): Argv {
  return [...UNSHARE, 'sh', '-c', OWN_RUN, 'sh', ...argv];
}

/** What may stand in the way, what it says then, and the command that mends it. */
const SWITCHES = [
  ['/proc/sys/user/max_user_namespaces', '0', 'sysctl -w user.max_user_namespaces=15000'],
  [
    '/proc/sys/kernel/unprivileged_userns_clone',
    '0',
    'sysctl -w kernel.unprivileged_userns_clone=1',
  ],
  [
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
    '1',
    'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ],
] as const;

/** Why this user may not have them; null if they may. It is tried. */
export async function whyNoUserNamespace(
  runner: Runner,
  read: (path: string) => string | null = textOf,
): Promise<LabError | null> {
  try {
    await runner.run(inUserNamespace(['true']));
    return null;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const message = 'no user namespace can be had here';
    const off = SWITCHES.find(([file, value]) => read(file)?.trim() === value);
    if (off) {
      const [file, value, mend] = off;
      const why = `${file} is ${value}: ${error.stderr}`;
      return new LabError('E_NOT_ROOT', { message, why, mend: `sudo ${mend}` }, { cause: error });
    }
    return new LabError(
      'E_NOT_ROOT',
      { message, why: error.message, mend: asRoot() },
      { cause: error },
    );
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // this kernel has no such switch
  }
}
