import { sumOfBytes, sumOfFile } from '../host/file-sum.ts';
import { localRunnerWith } from '../host/local-runner.ts';
import { inScratchFolder } from '../host/scratch-folder.ts';
import { shippedText } from '../host/shipped-file.ts';
import { type Packed, writeTarGz } from '../host/tar-archive.ts';
import { LAB_PACKAGES } from '../host/tools.ts';
import { type Source, textSource } from './collect/collected.ts';
import { collectDebs } from './collect/debs.ts';
import { collectGiven, type GivenFiles } from './collect/given.ts';
import { collectNode } from './collect/node.ts';
import { collectProgram } from './collect/program.ts';
import { refuseTwice } from './collect/refuse-twice.ts';
import { TOP } from './entry-path.ts';
import { BUNDLE_SCHEMA, type Entry, type LeftOut, type Manifest } from './manifest.ts';
import { releaseHere } from './release.ts';

export interface BundleWanted {
  readonly version: string;
  /** What would be collected here, but is not wanted. */
  readonly without: readonly ('debs' | 'node')[];
  /** Instead of all that the catalogue needs. */
  readonly packages?: readonly string[];
  readonly given: GivenFiles;
}

export interface Created {
  readonly file: string;
  /** Of the whole archive, to be compared after copying. */
  readonly sha256: string;
  readonly manifest: Manifest;
}

/** A long step, told to whoever waits. */
type Step = <T>(title: string, work: () => Promise<T>) => Promise<T>;

/** Makes a bundle of what can be had here. */
export function createBundle(file: string, wanted: BundleWanted, step: Step): Promise<Created> {
  const given = collectGiven(wanted.given); // mistakes first, before minutes of downloading
  refuseTwice(given.sources);
  return inScratchFolder(async (scratch) => {
    const { http_proxy, https_proxy, no_proxy } = process.env;
    const runner = localRunnerWith({
      ...(http_proxy && { http_proxy }),
      ...(https_proxy && { https_proxy }),
      ...(no_proxy && { no_proxy }),
    });
    const madeOn = await releaseHere(runner);
    const program = await step('packing the program', () => collectProgram(runner, scratch));
    const node = wanted.without.includes('node') ? notWanted('node') : await collectNode(runner);
    const packages = [...(wanted.packages ?? LAB_PACKAGES), ...('deb' in node ? [node.deb!] : [])];
    const debs = wanted.without.includes('debs')
      ? notWanted('debs')
      : await step(`fetching ${packages.length} packages and what they need`, () =>
          collectDebs(runner, scratch, packages, madeOn),
        );
    const all = [program, node, debs, given];
    const sources = [
      textSource('install.sh', 'installs it all', shippedText('install.sh')),
      ...all.flatMap((collected) => collected.sources),
    ];
    return step('writing the bundle', () =>
      write(file, sources, {
        ...{ schema: BUNDLE_SCHEMA, version: wanted.version, madeOn },
        createdAt: new Date().toISOString(),
        leftOut: all.flatMap((collected) => collected.leftOut),
      }),
    );
  });
}

function notWanted(what: 'debs' | 'node'): { sources: []; leftOut: LeftOut[] } {
  const names = { debs: 'system packages', node: 'node' };
  const add = `leave out --without ${what}`;
  return { sources: [], leftOut: [{ what: names[what], why: `--without ${what}`, add }] };
}

async function write(
  file: string,
  sources: readonly Source[],
  head: Omit<Manifest, 'entries'>,
): Promise<Created> {
  const summed = await Promise.all(sources.map(withEntry));
  const lines = summed.map(({ entry }) => `${entry.sha256}  ${entry.path}\n`);
  const sums = await withEntry(textSource('SHA256SUMS', 'what install.sh checks', lines.join('')));
  const files = [sums, ...summed];
  const manifest: Manifest = { ...head, entries: files.map(({ entry }) => entry) };
  const text = textSource('manifest.json', '', `${JSON.stringify(manifest, null, 2)}\n`);
  const packed = [await withEntry(text), ...files].map(packedOf);
  return { file, sha256: await writeTarGz(file, packed), manifest };
}

interface Summed {
  readonly source: Source;
  readonly entry: Entry;
}

async function withEntry(source: Source): Promise<Summed> {
  const { path, kind, what, content } = source;
  const sum = content instanceof Uint8Array ? sumOfBytes(content) : await sumOfFile(content.file);
  return { source, entry: { path, kind, ...sum, what } };
}

function packedOf({ source, entry }: Summed): Packed {
  const mode = source.executable ? 0o755 : 0o644;
  return { path: `${TOP}/${entry.path}`, mode, size: entry.size, content: source.content };
}
