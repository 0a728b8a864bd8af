/** kind's own advice, https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files */
export const INOTIFY_WANTED = { max_user_watches: 524_288, max_user_instances: 512 } as const;

export type InotifyLimit = keyof typeof INOTIFY_WANTED;

/** The version that the recordings in test/fixtures/kind were made with. */
const KIND_VERSION = 'v0.30.0';

/** A command that only root may run, as this user can paste it. */
export function asRoot(command: string): string {
  return process.getuid?.() === 0 ? command : `sudo ${command}`;
}

export function raiseInotify(
  limits: readonly InotifyLimit[] = ['max_user_watches', 'max_user_instances'],
): string {
  return asRoot(
    `sysctl -w ${limits.map((key) => `fs.inotify.${key}=${INOTIFY_WANTED[key]}`).join(' ')}`,
  );
}

/** kind is one file, and no distribution's package. */
export function installKind(arch: string = process.arch): string {
  const go = arch === 'x64' ? 'amd64' : arch;
  const url = `https://kind.sigs.k8s.io/dl/${KIND_VERSION}/kind-${process.platform}-${go}`;
  const file = '/usr/local/bin/kind';
  return `${asRoot(`curl -fLo ${file} ${url}`)} && ${asRoot(`chmod +x ${file}`)}`;
}

/** Helm's own way that needs no package source. */
export const INSTALL_HELM =
  'curl -fsSL https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3 | bash';

/** cgroup v2 alone, as every distribution since 2021 has it. */
export const BOOT_CGROUP_V2 =
  'boot with systemd.unified_cgroup_hierarchy=1 on the kernel command line';
