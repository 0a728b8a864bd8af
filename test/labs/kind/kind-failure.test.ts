import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/errors.ts';
import type { Argv } from '../../../src/host/runner.ts';
import { optionOf } from '../../../src/labs/kind/causes/cause.ts';
import { explainKindFailure, kindWarnings } from '../../../src/labs/kind/kind-failure.ts';
import { KIND_RUNS, type Recorded, recorded } from './recorded.ts';

function explained({ argv, exitCode, stdout, stderr }: Recorded) {
  const context = { cluster: optionOf(argv, '--name') ?? '', image: optionOf(argv, '--image') };
  return explainKindFailure(argv, exitCode, stdout, stderr, context);
}

// biome-ignore format: a table
/** Per recording: code, and what its message, its why and its mend must say. */
const FAILURES: Readonly<Record<string, readonly [ErrorCode, string, string, string]>> = {
  'create-bad-field': ['E_CLUSTER_CONFIG', 'bad-field.yaml', 'line 3: field network not found', 'line 3 of bad-field.yaml'],
  'create-bad-name': ['E_BAD_NAME', '"Bad_Name!"', '^[a-z0-9.-]+$', '--name'],
  'create-bad-patch': ['E_CLUSTER_CONFIG', 'a patch in bad-patch.yaml', "did not find expected ','", 'line 3 of a patch'],
  'create-bad-port': ['E_CLUSTER_CONFIG', 'bad-port.yaml', 'invalid port number: 99999', 'bad-port.yaml'],
  'create-bad-reference': ['E_IMAGE', 'Bad Image', 'must be lowercase', 'docker image ls'],
  'create-bad-role': ['E_CLUSTER_CONFIG', 'bad-role.yaml', '"banana" is not a valid node role', 'bad-role.yaml'],
  'create-bad-subnet': ['E_CLUSTER_CONFIG', 'bad-subnet.yaml', '10.244.0.0/99', 'bad-subnet.yaml'],
  'create-bad-syntax': ['E_CLUSTER_CONFIG', 'bad-syntax.yaml', 'did not find expected key', 'line 4 of bad-syntax.yaml'],
  'create-config-absent': ['E_FILE', '/nonexistent.yaml', 'no such file', 'ls -l /nonexistent.yaml'],
  'create-denied': ['E_DOCKER', 'may not speak to the Docker daemon', 'permission denied', 'usermod -aG docker'],
  'create-duplicate': ['E_CLUSTER_EXISTS', 'rig already', 'in use', 'kind delete cluster --name rig'],
  'create-interrupted': ['E_TIMEOUT', '"Starting control-plane"', 'still there', 'kind delete cluster --name ki'],
  'create-kubeadm-fails': ['E_CLUSTER_CONFIG', 'networking.serviceSubnet cannot be "not-a-cidr"', "couldn't parse subnet", 'networking.serviceSubnet in bad-kubeadm.yaml'],
  'create-missing-image': ['E_IMAGE', 'no-such-image:v1', 'no such host', 'docker load --input'],
  'create-no-client': ['E_TOOL_MISSING', 'docker is not installed', 'containers', 'install -y docker.io'],
  'create-no-docker': ['E_DOCKER', 'unix:///nonexistent.sock', 'Cannot connect', 'unset DOCKER_HOST'],
  'create-not-a-node-image': ['E_IMAGE', 'rig-tools:1', 'could not find a log line', 'cat rig-tools:1 /kind/version'],
  'create-over-interrupted': ['E_CLUSTER_EXISTS', 'ki already, or what is left', 'broken off', 'kind delete cluster --name ki'],
  'create-port-taken': ['E_KIND_HOST', 'port 18443', 'address already in use', "sport = :18443"],
  'create-unknown-flag': ['E_TOOL_TOO_OLD', '--banana', 'version', 'kind.sigs.k8s.io/dl'],
  'delete-locked': ['E_KUBECONFIG', '/tmp/kf/locked.lock', 'another kind', 'rm /tmp/kf/locked.lock'],
  'export-logs': ['E_IMAGE', 'br-control-plane of cluster br has no crictl', 'image', 'docker logs br-control-plane'],
  'get-clusters-denied': ['E_DOCKER', 'may not speak', 'permission denied', 'usermod'],
  'get-clusters-no-client': ['E_TOOL_MISSING', 'docker is not installed', 'containers', 'docker.io'],
  'get-clusters-no-docker': ['E_DOCKER', 'unix:///nonexistent.sock', 'Cannot connect', 'unset DOCKER_HOST'],
  'get-clusters-refused': ['E_DOCKER', 'tcp://127.0.0.1:1', 'Cannot connect', 'unset DOCKER_HOST'],
  'get-kubeconfig-dead': ['E_LAB_BROKEN', 'node br-control-plane of cluster br is not running', 'is not running', 'docker start br-control-plane'],
  'get-kubeconfig-none': ['E_NO_SUCH_LAB', 'no kind cluster rig', 'could not locate', 'kind get clusters'],
  'load-dead': ['E_LAB_BROKEN', 'br-control-plane', 'is not running', 'docker start br-control-plane'],
  'load-docker-image-missing': ['E_IMAGE', 'nope:1', 'not present locally', 'docker pull nope:1'],
  'load-image-archive-absent-cluster': ['E_NO_SUCH_LAB', 'no kind cluster absent', 'no nodes found', 'kind get clusters'],
  'load-image-archive-garbage': ['E_IMAGE', '/tmp/garbage.tar', 'ctr: unexpected EOF', 'docker save'],
  'load-image-archive-missing': ['E_FILE', '/nonexistent.tar', 'no such file', 'docker save --output /nonexistent.tar'],
  'load-no-cluster': ['E_FILE', '/tmp/x.tar', 'no such file', 'docker save --output /tmp/x.tar'],
};

describe('every recorded failure of kind', () => {
  it('is in the table', () => {
    const failed = KIND_RUNS.filter((run) => run.exitCode !== 0).map((run) => run.name);
    expect(Object.keys(FAILURES).sort()).toEqual(failed.sort());
  });

  it.each(Object.entries(FAILURES))('%s', (name, [code, message, why, mend]) => {
    const failure = explained(recorded(name));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
    expect(failure.why).toContain(why);
    expect(failure.mend).toContain(mend);
    expect(failure.message).not.toMatch(/\{"ID"|undefined|null/);
  });
});

// biome-ignore format: a table
/** What others met, in the words of their reports. */
const REPORTED: readonly (readonly [string, ErrorCode, RegExp, RegExp])[] = [
  ['docker: Error response from daemon: Bind for 0.0.0.0:80 failed: port is already allocated.', 'E_KIND_HOST', /port 80 /, /:80'/],
  ['docker: Error response from daemon: Ports are not available: exposing port TCP 127.0.0.1:443 -> 0.0.0.0:0', 'E_KIND_HOST', /port 443 /, /:443'/],
  ['Failed to create inotify object: Too many open files', 'E_KIND_HOST', /inotify/, /sysctl -w fs\.inotify\.max_user_watches=524288 fs\.inotify\.max_user_instances=512/],
  ['failed to create fsnotify watcher: inotify_add_watch: no space left on device', 'E_KIND_HOST', /inotify/, /sysctl/],
  ['write /var/lib/x: no space left on device', 'E_DISK_FULL', /disk/, /docker system prune/],
  ['Failed to create /init.scope control group: Structure needs cleaning', 'E_KIND_HOST', /cgroups/, /unified_cgroup_hierarchy/],
  ['error: failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported', 'E_KIND_HOST', /cgroups/, /unified/],
  ['Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults', 'E_KIND_HOST', /addresses/, /network prune/],
  ['Error response from daemon: all predefined address pools have been fully subnetted', 'E_KIND_HOST', /addresses/, /network prune/],
  ['exec /usr/local/bin/entrypoint: exec format error', 'E_IMAGE', /processor/, /Architecture/],
  ['Error response from daemon: client version 1.50 is too new. Maximum supported API version is 1.41', 'E_DOCKER', /older than its client/, /DOCKER_API_VERSION=1\.41/],
  ['ctr: content digest sha256:abc: not found', 'E_IMAGE', /not whole/, /--platform/],
  ['Error response from daemon: No such container: lab-worker', 'E_LAB_BROKEN', /lab-worker/, /kind delete cluster --name lab/],
  ['Conflict. The container name "/lab-worker" is already in use by container', 'E_CLUSTER_EXISTS', /already/, /kind delete/],
];

const CREATE: Argv = ['kind', 'create', 'cluster', '--name', 'lab'];
const CONTEXT = { cluster: 'lab', image: 'node:1' };

describe('a failure that others met', () => {
  it.each(REPORTED)('%s', (words, code, message, mend) => {
    const stderr = `ERROR: failed to create cluster: command "docker x" failed with error: exit status 1\n\nCommand Output: ${words}\n`;
    const failure = explainKindFailure(CREATE, 1, '', stderr, CONTEXT);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(failure.mend).toMatch(mend);
  });

  const kubeadm = `ERROR: failed to create cluster: failed to init node with kubeadm: command "docker exec --privileged lab-control-plane kubeadm init --v=6" failed with error: exit status 1

Command Output: I1121 05:17:09.486514     145 loader.go:1] loading
[kubelet-check] The kubelet is not healthy after 4m0s
error: error execution phase wait-control-plane: failed while waiting for the kubelet to start: context deadline exceeded
k8s.io/kubernetes/cmd/kubeadm/app/cmd/phases/init.runWaitControlPlanePhase
	k8s.io/kubernetes/cmd/kubeadm/app/cmd/phases/init/waitcontrolplane.go:110
To see the stack trace of this error execute with --v=5 or higher`;

  it('is an image without the CNI that is kind’s own', () => {
    const said =
      'ERROR: failed to create cluster: failed to read CNI manifest: command "docker exec --privileged lab-control-plane cat /kind/manifests/default-cni.yaml" failed with error: exit status 1\n\nCommand Output: cat: /kind/manifests/default-cni.yaml: No such file or directory\n';
    expect(explainKindFailure(CREATE, 1, '', said, CONTEXT)).toMatchObject({
      code: 'E_IMAGE',
      message: expect.stringContaining('node:1 has no kindnet'),
      why: 'cat: /kind/manifests/default-cni.yaml: No such file or directory',
      mend: expect.stringContaining('--cni'),
    });
  });

  it('is told in the one line that says why, and how to look further', () => {
    const failure = explainKindFailure(CREATE, 1, '', kubeadm, CONTEXT);
    expect(failure).toMatchObject({
      code: 'E_KIND',
      message: 'kubeadm could not init node lab-control-plane of cluster lab',
      why: 'error: error execution phase wait-control-plane: failed while waiting for the kubelet to start: context deadline exceeded',
      mend: 'kind export logs --name lab; docker logs lab-control-plane',
    });
  });

  it('says to keep the nodes next time if they are gone', () => {
    const gone = `Deleted nodes: ["lab-control-plane"]\n${kubeadm}`;
    expect(explainKindFailure(CREATE, 1, '', gone, CONTEXT).mend).toMatch(/--keep.*export logs/);
  });
});

describe('a failure that nobody knows', () => {
  it("keeps kind's last lines, and says how to look further", () => {
    const failure = explainKindFailure(
      CREATE,
      1,
      '',
      'ERROR: failed to create cluster: the moon\n',
      CONTEXT,
    );
    expect(failure).toMatchObject({
      code: 'E_KIND',
      message: 'kind create cluster failed: the moon',
    });
    expect(failure.why).toContain('the moon');
    expect(failure.mend).toContain('kind export logs --name lab');
  });

  it('may be without a word, as with -q', () => {
    expect(explainKindFailure(CREATE, 1, '', '', CONTEXT)).toMatchObject({
      code: 'E_KIND',
      message: 'kind create cluster failed: exit code 1, without a word',
    });
  });

  it.each([
    [124, 'E_TIMEOUT'],
    [null, 'E_TIMEOUT'],
    [130, 'E_INTERRUPTED'],
  ] as const)('was ended by others with %s', (exitCode, code) => {
    const failure = explainKindFailure(CREATE, exitCode, '', '', CONTEXT);
    expect(failure).toMatchObject({ code, mend: 'kind delete cluster --name lab' });
  });

  it('is one of time if it says nothing in the middle of a step, on a terminal too', () => {
    for (const stderr of [
      ' • Preparing nodes 📦   ...\n',
      '\u001b[?7l\r ⢎⡱ Preparing nodes 📦  \u001b[?7h',
    ]) {
      const failure = explainKindFailure(CREATE, 1, '', stderr, CONTEXT);
      expect(failure.code).toBe('E_TIMEOUT');
      expect(failure.message).toContain('"Preparing nodes"');
    }
  });
});

describe('a run that ended with 0', () => {
  const fine = KIND_RUNS.filter((run) => run.exitCode === 0);

  it.each(fine)('$name', ({ name, stdout, stderr }) => {
    const expected =
      name === 'create-success-wait-timeout'
        ? [{ what: 'not-ready', text: 'Timed out waiting for Ready' }]
        : [];
    expect(kindWarnings(stderr + stdout)).toEqual(expected);
  });

  it('may warn of other things', () => {
    expect(
      kindWarnings('WARNING: Overriding docker network due to KIND_EXPERIMENTAL_DOCKER_NETWORK'),
    ).toEqual([
      { what: 'other', text: 'Overriding docker network due to KIND_EXPERIMENTAL_DOCKER_NETWORK' },
    ]);
  });
});

describe('whatever kind writes', () => {
  const snippets = KIND_RUNS.flatMap(({ stderr }) => stderr.split('\n')).filter(
    (l) => l.length < 2000,
  );
  const anything = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('ERROR: ', 'Command Output: ', '\u001b[31m', ...snippets),
    ),
    { maxLength: 12 },
  );

  it('never throws, and can be printed in a line', () => {
    fc.assert(
      fc.property(
        anything,
        anything,
        fc.string({ unit: 'binary' }),
        fc.option(fc.integer({ min: 0, max: 255 })),
        (out, err, cluster, exitCode) => {
          const stderr = err.join('\n');
          const context = { cluster, image: cluster || null };
          const { message, why, mend } = explainKindFailure(
            CREATE,
            exitCode,
            out.join('\n'),
            stderr,
            context,
          );
          for (const text of [message, why, mend]) {
            expect(text).not.toMatch(/\p{Cc}/u);
            expect(text).not.toBe('');
          }
          expect(message.length).toBeLessThanOrEqual(300);
          expect(why.length).toBeLessThanOrEqual(600);
          kindWarnings(stderr);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is read in time even if it is long', () => {
    const long = `ERROR: ${'a "'.repeat(200_000)}\nCommand Output: ${'error: IPv6 '.repeat(20_000)}`;
    const start = performance.now();
    explainKindFailure(CREATE, 1, long, long, CONTEXT);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
