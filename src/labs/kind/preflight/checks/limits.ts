import type { KindFacts } from '../facts.ts';
import type { Check, KindWanted } from '../finding.ts';
import { INOTIFY_WANTED, type InotifyLimit, raiseInotify } from '../mends.ts';
import { nodesRunHere } from './docker.ts';

/** Below these not even systemd of the first node comes up. */
const INOTIFY_LEAST = { max_user_watches: 1024, max_user_instances: 16 } as const;

function inotify(limit: InotifyLimit): Check {
  const now = (facts: KindFacts) => (nodesRunHere(facts) ? facts.machine.inotify(limit) : null);
  return {
    name: `inotify ${limit.replace('max_user_', '')}`,
    look: (facts) => {
      const have = now(facts);
      if (have === null || have >= INOTIFY_WANTED[limit]) return null;
      return {
        severity: have < INOTIFY_LEAST[limit] ? 'fatal' : 'warning',
        code: 'E_KIND_HOST',
        message: `${have}, kind wants ${INOTIFY_WANTED[limit]} (fs.inotify.${limit})`,
        why: 'all containers share this limit; at its end pods fail with "too many open files"',
        mend: raiseInotify([limit]),
      };
    },
    found: (facts) => now(facts)?.toString() ?? null,
  };
}

interface Room {
  readonly name: string;
  readonly where: (facts: KindFacts) => string;
  readonly free: (facts: KindFacts) => number | null;
  /** GiB that a node should have, and below which it will not come up. */
  readonly aNode: { readonly wanted: number; readonly least: number };
  readonly why: string;
  readonly mend: string;
}

function room({ name, where, free, aNode, why, mend }: Room): Check {
  const gib = (facts: KindFacts) => {
    const bytes = free(facts);
    return bytes === null ? null : bytes / 2 ** 30;
  };
  return {
    name,
    look: (facts, { nodes }: KindWanted) => {
      const have = gib(facts);
      if (have === null || have >= aNode.wanted * nodes) return null;
      return {
        severity: have < aNode.least * nodes ? 'fatal' : 'warning',
        code: 'E_KIND_HOST',
        message: `${have.toFixed(1)} GiB free ${where(facts)}, ${nodes} nodes want ${aNode.wanted * nodes} GiB`,
        why,
        mend,
      };
    },
    found: (facts) => {
      const have = gib(facts);
      return have === null ? null : `${have.toFixed(1)} GiB free ${where(facts)}`;
    },
  };
}

const disk = room({
  name: 'docker disk',
  where: ({ docker }) => `in ${docker.info?.rootDir}`,
  free: (facts) => {
    const { info } = facts.docker;
    return info && nodesRunHere(facts) ? facts.machine.freeDisk(info.rootDir) : null;
  },
  aNode: { wanted: 2.5, least: 0.5 },
  why: 'every node keeps images of its own, the CNI agent alone takes some 1.5 GiB',
  mend: 'docker system df; docker system prune',
});

const memory = room({
  name: 'memory',
  where: (facts) => (nodesRunHere(facts) ? 'on this machine' : "on the daemon's machine"),
  // how much of another machine's memory is free, its daemon does not tell
  free: (facts) =>
    nodesRunHere(facts) ? facts.machine.availableMemory() : (facts.docker.info?.memory ?? null),
  aNode: { wanted: 1, least: 0.4 },
  why: 'a control plane takes some 700 MiB, an agent 200 to 400 MiB',
  mend: 'kind get clusters; ask for fewer nodes with --nodes 1',
});

export const LIMIT_CHECKS: readonly Check[] = [
  inotify('max_user_watches'),
  inotify('max_user_instances'),
  disk,
  memory,
];
