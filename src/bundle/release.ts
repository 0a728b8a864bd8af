import { CommandError } from '../host/command-error.ts';
import { readTextIfThere } from '../host/read-file.ts';
import type { Runner } from '../host/runner.ts';
import type { Release } from './manifest.ts';

/** What this machine is, as far as .deb files and programs care. */
export async function releaseHere(runner: Runner): Promise<Release> {
  return {
    system: systemOf(readTextIfThere('/etc/os-release') ?? ''),
    architecture: await architecture(runner),
  };
}

/** @param text of /etc/os-release, which is written as shell assignments */
export function systemOf(text: string): string {
  const value = (name: string) =>
    new RegExp(`^${name}=["']?([^"'\n]*)["']?$`, 'm').exec(text)?.[1] ?? '';
  // with the blank even where there is no version, as in Debian testing: install.sh writes it alike
  return `${value('ID')} ${value('VERSION_ID')}`;
}

async function architecture(runner: Runner): Promise<string> {
  try {
    return (await runner.run(['dpkg', '--print-architecture'])).stdout.trim();
  } catch (error) {
    if (error instanceof CommandError) return process.arch;
    throw error;
  }
}
