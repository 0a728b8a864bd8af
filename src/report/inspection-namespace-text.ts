import type { NetworkNamespace } from '../inspect/inspection.ts';
import type { Style } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import { fact } from './inspection-lines.ts';

/** Which network namespace it is, by number and name. */
export function namespaceText({ id, name, command }: NetworkNamespace, style: Style): string[] {
  return fact('namespace', [printable([id, ...(name ? [name] : [])].join('  '))], command, style);
}
