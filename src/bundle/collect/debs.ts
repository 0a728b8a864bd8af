import { join } from 'node:path';
import { sumOfFile } from '../../host/file-sum.ts';
import type { Runner } from '../../host/runner.ts';
import type { ScratchFolder } from '../../host/scratch-folder.ts';
import { findTool } from '../../host/tools.ts';
import { pooled } from '../../pooled.ts';
import type { LeftOut, Release } from '../manifest.ts';
import { type Collected, type Source, textSource } from './collected.ts';

const LONG_MS = 30 * 60_000;

/**
 * Packages with all that they depend on, as a machine would need them that has nothing at all; apt on the
 * lab machine takes what it lacks. The folder is a repository: it has an index.
 */
export async function collectDebs(
  runner: Runner,
  scratch: ScratchFolder,
  packages: readonly string[],
  release: Release,
): Promise<Collected> {
  if (!findTool('apt-get')) return { sources: [], leftOut: [withoutApt(packages)] };
  const folder = await download(runner, scratch, packages);
  const files = scratch.list('debs', '.deb');
  const debs = await pooled(files, 4, (name) => readDeb(runner, join(folder, name)));
  const index = debs.map(({ paragraph }) => paragraph).join('\n');
  const machine = `${release.system} ${release.architecture}\n`;
  return {
    sources: [
      ...debs.map(({ source }) => source),
      textSource('debs/Packages', 'the index that apt reads', index),
      textSource('debs/wanted', 'what is asked of apt', `${packages.join('\n')}\n`),
      textSource('debs/release', 'the machines that they fit', machine),
    ],
    leftOut: [],
  };
}

function withoutApt(packages: readonly string[]): LeftOut {
  return {
    what: `system packages: ${packages.join(' ')}`,
    why: 'there is no apt-get here',
    add: 'make the bundle on Debian or Ubuntu, of the release that the lab machines have',
  };
}

/** @returns the folder that they are in, with all that they depend on */
async function download(runner: Runner, scratch: ScratchFolder, packages: readonly string[]) {
  const folder = scratch.makeFolder('debs');
  scratch.makeFolder('debs/partial');
  await runner.run(
    [
      ...(['apt-get', 'install', '--yes', '--download-only', '--no-install-recommends'] as const),
      ...['-o', `Dir::State::status=${scratch.write('nothing-installed', '')}`],
      ...['-o', `Dir::Cache::archives=${folder}`, '-o', 'Debug::NoLocking=1'],
      ...['-o', 'APT::Sandbox::User=root'],
      ...packages,
    ],
    { timeoutMs: LONG_MS },
  );
  return folder;
}

/** A package, and its paragraph in the index: its own control file, its place and its sum. */
async function readDeb(
  runner: Runner,
  file: string,
): Promise<{ source: Source; paragraph: string }> {
  const { stdout } = await runner.run(['dpkg-deb', '--field', file]);
  const { size, sha256 } = await sumOfFile(file);
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(stdout)?.[1] ?? '';
  const what = `${field('Package')} ${field('Version')}`;
  // without the epoch's colon: apt would read it as part of an address
  const name = `${field('Package')}_${field('Version').replace(/^\d+:/, '')}_${field('Architecture')}.deb`;
  return {
    source: { path: `debs/${name}`, kind: 'deb', what, content: { file } },
    paragraph: `${stdout.trimEnd()}\nFilename: ./${name}\nSize: ${size}\nSHA256: ${sha256}\n`,
  };
}
