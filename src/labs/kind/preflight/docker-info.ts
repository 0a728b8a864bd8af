import type { Answer } from './ask.ts';
import { dockerTrouble, type Explained, installDocker } from './docker-trouble.ts';
import { asRoot } from './mends.ts';
import { oneLine } from './text.ts';

/** What the Docker daemon says about itself and its machine. */
export interface DockerInfo {
  readonly version: string;
  /** Null: too old to say. */
  readonly cgroup: '1' | '2' | null;
  readonly storage: string;
  readonly rootless: boolean;
  /** It may limit cpu, memory and pids of its containers. */
  readonly limits: boolean;
  readonly kernel: string;
  /** As images have it: `amd64`. */
  readonly architecture: string;
  readonly rootDir: string;
  /** Bytes that its machine has in all. */
  readonly memory: number;
}

/** The daemon, or why it cannot be spoken to. */
export type Docker =
  | { readonly info: DockerInfo; readonly trouble: null }
  | { readonly info: null; readonly trouble: Explained };

/** Reads the answer to `docker info --format '{{json .}}'`. */
export function readDockerInfo(answer: Answer): Docker {
  if (answer.ok) return parsed(answer.text);
  if (answer.missing) return troubled('exec: "docker": executable file not found');
  return troubled(answer.text);
}

/** The names of the daemon's JSON. */
interface Raw {
  readonly ServerErrors?: readonly string[] | null;
  readonly ServerVersion?: string;
  readonly CgroupVersion?: string;
  readonly Driver?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly MemoryLimit?: boolean;
  readonly PidsLimit?: boolean;
  readonly CPUShares?: boolean;
  readonly KernelVersion?: string;
  readonly Architecture?: string;
  readonly DockerRootDir?: string;
  readonly MemTotal?: number;
}

function parsed(text: string): Docker {
  const raw = json(text);
  // older clients end with 0 although no daemon answered
  if (raw?.ServerErrors?.length) return troubled(raw.ServerErrors.join('\n'));
  if (!raw?.ServerVersion) return troubled(`docker info said ${text || 'nothing'}`);
  const { CgroupVersion: cgroup } = raw;
  const info: DockerInfo = {
    version: raw.ServerVersion,
    cgroup: cgroup === '1' || cgroup === '2' ? cgroup : null,
    storage: raw.Driver ?? '',
    rootless: raw.SecurityOptions?.includes('name=rootless') ?? false,
    limits: [raw.MemoryLimit, raw.PidsLimit, raw.CPUShares].every((limit) => limit !== false),
    kernel: raw.KernelVersion ?? '',
    architecture: ARCHITECTURES[raw.Architecture ?? ''] ?? raw.Architecture ?? '',
    rootDir: raw.DockerRootDir ?? '',
    memory: raw.MemTotal ?? 0,
  };
  return { info, trouble: null };
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

function json(text: string): Raw | null {
  try {
    return JSON.parse(text) as Raw | null;
  } catch {
    return null;
  }
}

function troubled(text: string): Docker {
  const trouble = dockerTrouble(text) ?? {
    code: 'E_DOCKER' as const,
    message: 'the Docker daemon does not answer as it should',
    why: oneLine(text),
    mend: /^podman|"host":\{/.test(text) ? installDocker() : asRoot('systemctl restart docker'),
  };
  return { info: null, trouble };
}
