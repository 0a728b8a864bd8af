import type { Daemon } from '../daemon.ts';

/**
 * The end of a tunnel in user space, on a node: native/tunnel.c.
 * @param how its arguments
 */
export function tunnelProcess(
  namespace: string,
  name: string,
  how: readonly (string | number)[],
): Daemon {
  return {
    ...{ namespace, name, argv: ['{dist}/tunnel', ...how.map(String)] },
    ready: ['grep', '-qx', 'ready', '{dir}/log'],
  };
}
