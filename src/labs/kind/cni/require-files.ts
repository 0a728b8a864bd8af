import { LabError } from '../../../errors.ts';
import { thisMachine } from '../../../host/machine.ts';
import { readSource } from '../../../host/read-source.ts';
import { shellQuote } from '../../../host/shell-quote.ts';
import type { CniChoice } from '../kind-spec.ts';
import { readObjects } from './manifest.ts';

/** What the user brings for the CNI must be there before anything is made. @throws LabError E_FILE, E_CLUSTER_CONFIG */
export async function requireCniFiles(cni: CniChoice, signal?: AbortSignal): Promise<void> {
  if ('bin' in cni && cni.bin !== null && thisMachine.pathKind(cni.bin) !== 'folder') {
    throw wrong('folder of CNI plugins', cni.bin, thisMachine.pathKind(cni.bin));
  }
  for (const file of 'values' in cni ? cni.values : []) {
    if (file.includes('://') || file === '-') continue; // helm's to fetch
    const is = thisMachine.pathKind(file);
    if (is !== 'file') throw wrong('file of Helm values', file, is);
  }
  if (cni.kind === 'manifest') readObjects(cni.source, await readSource(cni.source, signal));
}

function wrong(what: string, path: string, is: string): LabError {
  const words: Record<string, string> = {
    absent: 'does not exist',
    unreadable: 'cannot be read',
    folder: 'is a folder',
  };
  return new LabError('E_FILE', {
    message: `the ${what} ${path} ${words[is] ?? 'is something else'}`,
    why: 'what is given must be there before anything is made',
    mend: shellQuote(['ls', '-ld', path]),
  });
}
