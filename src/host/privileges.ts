import type { Capability } from './capabilities.ts';

/** What something needs of this machine beyond what any user may do. */
export interface Privilege {
  /** Commands and cases, as docs/privileges.md has them. */
  readonly of: string;
  readonly needs: readonly Capability[];
  /** These, too, as uid 0: tcpdump sets its groups anew if root starts it. */
  readonly asRoot?: readonly Capability[];
  /** These, too, as any other uid: /run/netns, and what is kept of labs, belong to root; ip gives up all if it has no CAP_NET_ADMIN. */
  readonly asOthers?: readonly Capability[];
}

const NONE: readonly Capability[] = [];

/**
 * All of it, in one place; each line was measured by leaving out one capability after the other (docs/privileges.md).
 * BPF programs need nothing of their own: network namespaces want CAP_SYS_ADMIN, and CAP_BPF is in that.
 */
export const PRIVILEGES = {
  run: {
    of: 'an embedded lab for as long as it takes: verify, demo, quiz, identify, trace; list says what runs here',
    needs: ['CAP_NET_ADMIN', 'CAP_NET_RAW', 'CAP_SYS_ADMIN'],
    asRoot: ['CAP_SETGID'],
    asOthers: ['CAP_DAC_OVERRIDE'],
  },
  up: {
    of: 'up: an embedded lab',
    needs: ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'],
    asOthers: ['CAP_DAC_OVERRIDE'],
  },
  sockets: {
    of: 'beside either, where BPF programs are on a cgroup: cilium/socket-lb*',
    needs: ['CAP_DAC_OVERRIDE'],
  },
  bgp: {
    of: 'beside either, where BIRD listens on port 179: calico/bgp, cilium/bgp*, kube-router/bgp',
    needs: ['CAP_NET_BIND_SERVICE'],
  },
  inspect: {
    of: 'inspect: an embedded lab, --netns, --pid, --docker',
    needs: ['CAP_NET_ADMIN', 'CAP_SYS_ADMIN'],
    asOthers: ['CAP_DAC_OVERRIDE'],
  },
  enter: {
    of: 'exec, shell: an embedded lab',
    needs: ['CAP_SYS_ADMIN'],
    asOthers: ['CAP_DAC_OVERRIDE'],
  },
  remove: {
    of: 'down: an embedded lab',
    needs: ['CAP_SYS_ADMIN'],
    asOthers: ['CAP_DAC_OVERRIDE', 'CAP_NET_ADMIN'],
  },
  live: {
    of: '--backend kind, --backend cluster: none here, but access to Docker, or a kubeconfig',
    needs: NONE,
  },
  files: {
    of: 'analyze, report, compare, explain, status, manifests, completion, bundle',
    needs: NONE,
  },
} as const satisfies Readonly<Record<string, Privilege>>;

export type PrivilegeName = keyof typeof PRIVILEGES;

/** All that it needs of this process, whose effective uid that is. */
export function neededBy(name: PrivilegeName, uid: number): readonly Capability[] {
  const { needs, asRoot = NONE, asOthers = NONE }: Privilege = PRIVILEGES[name];
  return [...needs, ...(uid === 0 ? asRoot : asOthers)];
}
