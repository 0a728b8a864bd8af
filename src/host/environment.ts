/** Where ip, tc and tcpdump live on distributions that keep them out of a plain user's PATH. */
const SYSTEM_PATHS = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
];

/** The search path for tools: the user's own, then the system's. */
export function toolPath(env: NodeJS.ProcessEnv): string[] {
  return [...new Set([...(env.PATH ?? '').split(':').filter(Boolean), ...SYSTEM_PATHS])];
}

/** What child processes get to see: a search path and a plain locale, nothing else of the user's. */
export function childEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return { PATH: toolPath(env).join(':'), LC_ALL: 'C' };
}
