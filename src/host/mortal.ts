import type { Argv } from './runner.ts';

/** Put before a command: the kernel kills it when this process dies, so that even kill -9 leaves nothing that goes on. */
export const MORTAL: Argv = ['setpriv', '--pdeathsig', 'KILL'];
