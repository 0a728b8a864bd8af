import { basename } from 'node:path';
import { LabError } from '../../errors.ts';
import { isFile } from '../../host/read-file.ts';
import { isSafePath } from '../entry-path.ts';
import type { EntryKind, LeftOut } from '../manifest.ts';
import type { Collected, Source } from './collected.ts';

/** Files that nobody but the user has: they go in as they are. */
export interface GivenFiles {
  readonly chart?: readonly string[];
  readonly cniImage?: readonly string[];
  readonly nodeImage?: readonly string[];
  readonly labImage?: readonly string[];
  readonly tool?: readonly string[];
}

interface Shelf {
  readonly kind: EntryKind;
  readonly folder: string;
  /** What a bundle without it lacks, and how to have it. */
  readonly absent: LeftOut;
}

const SHELVES: Readonly<Record<keyof GivenFiles, Shelf>> = {
  chart: {
    kind: 'chart',
    folder: 'charts',
    absent: {
      what: "Cilium's Helm chart",
      why: 'none was given; only kind clusters need it',
      add: 'helm pull cilium --repo https://helm.cilium.io, then --chart cilium-VERSION.tgz',
    },
  },
  cniImage: {
    kind: 'cni-image',
    folder: 'cni-images',
    absent: {
      what: "the CNI's images",
      why: 'none were given; only kind clusters need them',
      add: 'docker save -o cilium.tar quay.io/cilium/cilium:VERSION quay.io/cilium/operator-generic:VERSION, then --cni-image cilium.tar',
    },
  },
  nodeImage: {
    kind: 'node-image',
    folder: 'node-images',
    absent: {
      what: "kind's node image",
      why: 'none was given; only kind clusters need it',
      add: 'docker save -o node.tar kindest/node:VERSION, then --node-image node.tar',
    },
  },
  labImage: {
    kind: 'lab-image',
    folder: 'lab-images',
    absent: {
      what: 'a container image of cni-lab',
      why: 'none was given; only machines without Node of their own may want it',
      add: 'docker build, as docs/lab-room.md has it; docker save -o cni-lab.tar cni-lab; then --lab-image cni-lab.tar',
    },
  },
  tool: {
    kind: 'tool',
    folder: 'tools',
    absent: {
      what: 'kind, kubectl, helm',
      why: 'none were given; only kind clusters need them',
      add: '--tool "$(command -v kind)" "$(command -v kubectl)" "$(command -v helm)"',
    },
  },
};

/** @throws LabError E_FILE, E_USAGE */
export function collectGiven(given: GivenFiles): Collected {
  const sources: Source[] = [];
  const leftOut: LeftOut[] = [];
  for (const [option, shelf] of Object.entries(SHELVES) as [keyof GivenFiles, Shelf][]) {
    const files = given[option] ?? [];
    if (files.length === 0) leftOut.push(shelf.absent);
    for (const file of files) sources.push(sourceOf(file, shelf));
  }
  return { sources, leftOut };
}

function sourceOf(file: string, { kind, folder }: Shelf): Source {
  const name = basename(file);
  const path = `${folder}/${name}`;
  if (!isFile(file)) {
    throw new LabError('E_FILE', {
      message: `${file} is not a file`,
      why: `it was to go into the bundle as ${kind}`,
      mend: `ls -l ${file}`,
    });
  }
  if (!isSafePath(path)) {
    throw new LabError('E_USAGE', {
      message: `${file} cannot be put into a bundle under this name`,
      why: 'names in a bundle begin with a letter or a digit and have nothing but those and . _ + ~ % : @ = , -',
      mend: 'rename it',
    });
  }
  return { path, kind, what: name, content: { file }, executable: kind === 'tool' };
}
