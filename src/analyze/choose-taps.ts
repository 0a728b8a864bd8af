import { LabError } from '../errors.ts';
import type { Device } from './device.ts';
import type { Links } from './links.ts';
import type { Capture } from './read-captures.ts';
import type { Source } from './sources.ts';
import type { TapFile } from './tap-file.ts';

/** What is looked at of a capture: one of its devices, under the name that it was asked for by. */
export interface ChosenTap extends TapFile {
  readonly path: string;
  readonly device: Device;
}

/** No device of any file. */
const NONE = -1;

/**
 * The devices of a capture that are meant: those that were named, or else all.
 * @throws LabError E_ROLES, E_USAGE
 */
export function chooseTaps(
  { path, devices }: Capture,
  sources: readonly Source[],
  links: Links = new Map(),
): ChosenTap[] {
  const own = sources.filter((source) => source.path === path);
  const named = own.filter((source) => source.device !== null);
  if (named.length > 0) {
    return named.map(({ file, device: name }) => {
      const found = devices.find(({ names }) => names.includes(name!));
      if (found) return { file, path, device: found.device, frames: found.frames };
      // known, and without packets: silence is what it has to say
      if ([...links.values()].includes(name!)) return { file, path, device: NONE, frames: [] };
      throw noSuchDevice(
        path,
        name!,
        devices.map(({ names }) => names[0]!),
      );
    });
  }
  if (devices.length === 0) return [{ file: path, path, device: NONE, frames: [] }];
  const given = own.find(({ tap }) => tap !== null);
  if (given && devices.length > 1)
    throw severalDevices(
      given,
      devices.map((d) => d.names[0]!),
    );
  return devices.map(({ device, names, frames }) => {
    const file = devices.length === 1 ? path : `${path}#${names[0]}`;
    return { file, path, device, frames };
  });
}

/** So many names a person reads. */
const SHOWN = 12;

function severalDevices({ path, tap }: Source, names: readonly string[]): LabError {
  return new LabError('E_ROLES', {
    message: `${path} holds packets of several devices, so it is no one tap's`,
    why: `a tap is one device; these are ${shown(names)}`,
    mend: `say which: cni-lab analyze ${tap}=${path}#${names[0]} ..., or leave the taps out`,
  });
}

function noSuchDevice(path: string, name: string, names: readonly string[]): LabError {
  return new LabError('E_USAGE', {
    message: `${path} holds no packets of a device "${name}"`,
    why: names.length > 0 ? `its devices are ${shown(names)}` : 'it holds no packets at all',
    mend: `cni-lab analyze --links LINKS.json ... (what ip -j link printed where it was captured)`,
  });
}

function shown(names: readonly string[]): string {
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.slice(0, SHOWN).join(', ')}${more}`;
}
