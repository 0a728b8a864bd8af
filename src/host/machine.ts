import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { arch, release } from 'node:os';

/** What a path leads to, as far as loading an image archive or a chart cares. */
export type PathKind = 'absent' | 'unreadable' | 'folder' | 'tar' | 'file';

/** What the machine says about itself without starting a program; null where it cannot tell. */
export interface Machine {
  readonly kernel: string;
  /** `x64`, `arm64` */
  readonly arch: string;
  readonly env: NodeJS.ProcessEnv;
  inotify(limit: 'max_user_watches' | 'max_user_instances'): number | null;
  /** Bytes that root may still write there. */
  freeDisk(path: string): number | null;
  /** Bytes that can be had without swapping. */
  availableMemory(): number | null;
  hasDevice(name: string): boolean;
  pathKind(path: string): PathKind;
}

export const thisMachine: Machine = {
  kernel: release(),
  arch: arch(),
  env: process.env,
  inotify: (limit) => number(text(`/proc/sys/fs/inotify/${limit}`)),
  availableMemory: () => {
    const kib = /^MemAvailable:\s+(\d+) kB$/m.exec(text('/proc/meminfo') ?? '')?.[1];
    return kib === undefined ? null : Number(kib) * 1024;
  },
  freeDisk: (path) => {
    try {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    } catch {
      return null; // not on this machine, or not to be looked into
    }
  },
  hasDevice: (name) => existsSync(`/sys/class/net/${name}`),
  pathKind,
};

function pathKind(path: string): PathKind {
  try {
    if (statSync(path).isDirectory()) return 'folder';
    return isTar(firstBytes(path)) ? 'tar' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'unreadable';
  }
}

/** A tar archive by its mark, or what containerd and Helm unpack on the way: gzip, zstd. */
function isTar(bytes: Buffer): boolean {
  const starts = bytes.toString('latin1', 0, 4);
  return (
    bytes.toString('latin1', 257, 262) === 'ustar' ||
    starts.startsWith('\x1f\x8b') ||
    starts === '\x28\xb5\x2f\xfd'
  );
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(512);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // not Linux, or hidden by a container
  }
}

function number(text: string | null): number | null {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? null : value;
}
