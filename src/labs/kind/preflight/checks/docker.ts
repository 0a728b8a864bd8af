import type { KindFacts } from '../facts.ts';
import type { Check } from '../finding.ts';
import { asRoot, BOOT_CGROUP_V2 } from '../mends.ts';

/** kind would make its nodes where `docker` does not see them. */
const provider: Check = {
  name: 'container engine',
  look: ({ machine }) => {
    const engine = machine.env.KIND_EXPERIMENTAL_PROVIDER;
    if (!engine || engine === 'docker') return null;
    return {
      severity: 'fatal',
      code: 'E_DOCKER',
      message: `kind is told to work with ${engine}, cni-lab works with Docker`,
      why: `KIND_EXPERIMENTAL_PROVIDER=${engine} is set`,
      mend: 'unset KIND_EXPERIMENTAL_PROVIDER',
    };
  },
};

const daemon: Check = {
  name: 'docker',
  look: ({ docker }) => docker.trouble && { severity: 'fatal', ...docker.trouble },
  found: ({ docker }) => docker.info && `engine ${docker.info.version}`,
};

const cgroup: Check = {
  name: 'cgroup',
  look: ({ docker: { info } }) => {
    if (info?.cgroup !== '1') return null;
    return {
      severity: info.rootless ? 'fatal' : 'warning',
      code: 'E_KIND_HOST',
      message: 'Docker works with cgroup v1',
      why: info.rootless
        ? 'kind with a rootless daemon needs cgroup v2'
        : "Cilium's socket load balancing needs cgroup v2, or nodes with a cgroup namespace of their own; kubelet 1.35 refuses v1",
      mend: BOOT_CGROUP_V2,
    };
  },
  found: ({ docker: { info } }) => (info?.cgroup ? `v${info.cgroup}` : null),
};

const delegation: Check = {
  name: 'rootless limits',
  look: ({ docker: { info } }) =>
    !info?.rootless || info.limits
      ? null
      : {
          severity: 'fatal',
          code: 'E_KIND_HOST',
          message: 'the rootless daemon may not limit cpu, memory and pids of containers',
          why: 'systemd does not delegate these cgroup controllers to the user; kind refuses',
          mend: 'see https://kind.sigs.k8s.io/docs/user/rootless/, or: docker context use default',
        },
};

const storage: Check = {
  name: 'docker storage',
  look: ({ docker: { info } }) =>
    info?.storage !== 'vfs'
      ? null
      : {
          severity: 'warning',
          code: 'E_KIND_HOST',
          message: 'Docker stores images by the driver vfs',
          why: 'every container is then a full copy of its image: slow, and gigabytes a node',
          mend: `set "storage-driver": "overlay2" in /etc/docker/daemon.json, then: ${asRoot('systemctl restart docker')}`,
        },
};

/** Only in what runs on this very kernel, and is seen from here, nsenter can enter namespaces. */
const place: Check = {
  name: 'docker host',
  look: ({ machine, docker: { info } }) => {
    if (!info) return null;
    const elsewhere = info.kernel !== machine.kernel;
    const unseen = machine.freeDisk(info.rootDir) === null;
    if (!elsewhere && !unseen && !info.rootless) return null;
    const [message, why] = elsewhere
      ? [
          'the Docker daemon is on another machine',
          `its kernel is ${info.kernel}, here it is ${machine.kernel}`,
        ]
      : info.rootless
        ? ['the Docker daemon is rootless', 'its containers are in a user namespace of their own']
        : [
            "the Docker daemon's files are not seen from here",
            `no ${info.rootDir} here: a container?`,
          ];
    return {
      severity: 'note',
      code: 'E_DOCKER',
      message: `${message}: captures go through the nodes, not by nsenter from here`,
      why,
      mend:
        elsewhere || unseen ? 'run cni-lab where the daemon runs' : 'docker context use default',
    };
  },
};

const kernel: Check = {
  name: 'node kernel',
  look: ({ docker: { info } }, { needsHelm }) => {
    if (!info || recent(info.kernel)) return null;
    return {
      severity: needsHelm ? 'fatal' : 'warning',
      code: 'E_KERNEL_FEATURE',
      message: `the nodes would run on Linux ${info.kernel}`,
      why: 'bpf_redirect_peer() came with 5.10, and Cilium asks for it',
      mend: 'boot a kernel of 5.10 or newer',
    };
  },
};

/** RHEL 8 carries the helpers in its 4.18. */
function recent(release: string): boolean {
  const [major = 0, minor = 0] = release.split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 10) || /^4\.18\..*\.el8/.test(release);
}

/** Limits and room of this machine tell of the nodes only if they run on it. */
export function nodesRunHere({ machine, docker: { info } }: KindFacts): boolean {
  return info === null || info.kernel === machine.kernel;
}

export const DOCKER_CHECKS: readonly Check[] = [
  ...[provider, daemon, cgroup, delegation, storage, place, kernel],
];
