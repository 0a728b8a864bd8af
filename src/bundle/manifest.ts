export const BUNDLE_SCHEMA = 'cni-lab/bundle/1';

/** Where a file stands in a bundle, and what becomes of it on a lab machine. */
export const KINDS = {
  program: 'unpacked, and put into the PATH',
  node: 'runs the program',
  deb: 'apt-get takes what is missing',
  chart: 'kept for --chart',
  'cni-image': 'kept for --load-archive',
  'node-image': 'docker load',
  'lab-image': 'docker load',
  tool: 'put into the PATH',
  script: 'what installs it all',
} as const;

export type EntryKind = keyof typeof KINDS;

export interface Entry {
  /** Below the bundle's folder, with slashes. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** What it is, in a person's words: a package and its version, an image's file name. */
  readonly what: string;
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
  /** How to have it in the next one. */
  readonly add: string;
}

/** What a bundle says is in it: its first file, `manifest.json`. */
export interface Manifest {
  readonly schema: typeof BUNDLE_SCHEMA;
  /** Of cni-lab. */
  readonly version: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The machine that it was made on; .deb files and node fit machines like it. */
  readonly madeOn: Release;
  readonly entries: readonly Entry[];
  readonly leftOut: readonly LeftOut[];
}

export interface Release {
  /** `debian 12`: ID and VERSION_ID of /etc/os-release. */
  readonly system: string;
  /** As dpkg calls it: `amd64`, `arm64`. */
  readonly architecture: string;
}

export function totalSize(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
