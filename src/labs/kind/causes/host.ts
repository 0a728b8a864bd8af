import { asRoot, BOOT_CGROUP_V2, raiseInotify } from '../preflight/mends.ts';
import type { Cause } from './cause.ts';

/** What this machine has not enough of, or set up in another way. */
export const HOST_CAUSES: readonly Cause[] = [
  {
    says: /listen \w+ \S*?:(\d+): bind: |Bind for \S*?:(\d+) failed: port is already allocated|exposing port \w+ \S*?:(\d+)/,
    explain: (_, [, ...ports]) => {
      const port = ports.find(Boolean);
      return {
        code: 'E_KIND_HOST',
        message: `port ${port} of this machine is taken`,
        mend: asRoot(`ss -ltnp 'sport = :${port}'`),
      };
    },
  },
  {
    says: /too many open files|inotify[^\n]*(?:no space left|limit)|system limit for number of file watchers/i,
    explain: () => ({
      code: 'E_KIND_HOST',
      message: 'the nodes ran out of inotify watches or instances',
      why: 'all containers share the limits of this machine, and every node needs hundreds',
      mend: raiseInotify(),
    }),
  },
  {
    says: /no space left on device/i,
    explain: () => ({
      code: 'E_DISK_FULL',
      message: 'the disk that Docker keeps its data on is full',
      mend: 'docker system df; docker system prune',
    }),
  },
  {
    says: /systemd property "Delegate=yes"/,
    explain: () => ({
      code: 'E_KIND_HOST',
      message: 'a rootless daemon may not hand its cgroup controllers on',
      why: 'kind needs cpu, memory and pids delegated to the user',
      mend: 'see https://kind.sigs.k8s.io/docs/user/rootless/, or: docker context use default',
    }),
  },
  {
    says: /requires cgroup v2|cgroup v1 support|cgroup mountpoint does not exist|init\.scope control group|allocate manager object|cgroups?: cannot f/i,
    explain: (_, [words]) => ({
      code: 'E_KIND_HOST',
      message: 'the cgroups of this machine are not what the nodes need',
      ...(/structure needs cleaning|read-only/i.test(words) && { why: words }),
      mend: BOOT_CGROUP_V2,
    }),
  },
  {
    says: /address pools? have been fully|non-overlapping .*address pool/,
    explain: () => ({
      code: 'E_KIND_HOST',
      message: 'Docker has no addresses left for one more network',
      mend: 'docker network prune',
    }),
  },
  {
    says: /ip6tables|IPv6.*(?:disabled|not (?:supported|enabled))|disable_ipv6/i,
    explain: () => ({
      code: 'E_KIND_HOST',
      message: 'Docker could not make a network with IPv6, which kind asks for',
      mend: 'docker network create --driver bridge kind',
    }),
  },
  {
    says: /cannot allocate memory|out of memory|OOM-?killed/i,
    explain: () => ({
      code: 'E_KIND_HOST',
      message: 'this machine has too little memory for the nodes',
      mend: 'free -m; kind get clusters',
    }),
  },
];
