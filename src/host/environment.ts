/** Where ip, tc and tcpdump live on distributions that keep them out of a plain user's PATH. */
const SYSTEM_PATHS = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
];

/** The search path for tools: the user's own, then the system's; nothing of the folder that one happens to be in. */
export function toolPath(env: NodeJS.ProcessEnv): string[] {
  const own = (env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return [...new Set([...own, ...SYSTEM_PATHS])];
}

/** What child processes get to see: a search path and a plain locale, nothing else of the user's. */
export function childEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  return { PATH: toolPath(env).join(':'), LC_ALL: 'C' };
}
