import { LabError } from '../errors.ts';
import { shellQuote } from './shell-quote.ts';
import { requireTools, type Tool } from './tools.ts';

/** What every embedded lab needs before anything is made. @throws LabError */
export function requireLabHost(tools: readonly Tool[]): void {
  if (process.platform !== 'linux') {
    throw new LabError('E_NOT_LINUX', {
      message: `labs need Linux, this is ${process.platform}`,
      why: 'network namespaces and BPF are parts of the Linux kernel',
      mend: 'run it on a Linux machine, or use cni-lab analyze on captures taken there',
    });
  }
  if (process.geteuid?.() !== 0) {
    throw new LabError('E_NOT_ROOT', {
      message: 'labs need root',
      why: 'network namespaces, captures and BPF programs belong to root',
      // absolute paths: under sudo there is another PATH, without the node of nvm and its like
      mend: shellQuote(['sudo', process.execPath, ...process.argv.slice(1)]),
    });
  }
  requireTools(tools);
}
