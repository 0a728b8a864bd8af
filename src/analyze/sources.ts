import { LabError } from '../errors.ts';
import { isFile, readTextIfThere } from '../host/read-file.ts';
import { type Links, linksIn } from './links.ts';
import type { TapArgument } from './tap-arguments.ts';

/** Where a tap's packets are. */
export interface Source extends TapArgument {
  readonly path: string;
  /** A device of the file: its name, or its number. */
  readonly device: string | null;
}

/** A file may have a `#` in its name, too. */
export function sourceOf(argument: TapArgument): Source {
  const { file } = argument;
  const at = file.lastIndexOf('#');
  if (at <= 0 || isFile(file)) return { ...argument, path: file, device: null };
  return { ...argument, path: file.slice(0, at), device: file.slice(at + 1) };
}

/**
 * Names of the devices of each capture: `LINKS` are those of all, `CAPTURE=LINKS` of one.
 * @throws LabError E_USAGE, E_FILE
 */
export function readLinks(given: readonly string[], paths: readonly string[]): Map<string, Links> {
  const found = new Map<string, Links>();
  const own = (arg: string) => paths.find((path) => arg.startsWith(`${path}=`));
  for (const arg of given.toSorted((a, b) => Number(!!own(a)) - Number(!!own(b)))) {
    const path = own(arg);
    const file = path ? arg.slice(path.length + 1) : arg;
    const text = readTextIfThere(file);
    if (text === null) throw absent(file);
    const links = linksIn(text, file);
    for (const each of path ? [path] : paths) found.set(each, links);
  }
  return found;
}

function absent(file: string): LabError {
  return new LabError('E_FILE', {
    message: `${file} cannot be read`,
    why: 'there is no such file',
    mend: `ip -j link >${file} (in the network namespace that the capture was taken in)`,
  });
}
