import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/errors.ts';
import type { Machine, PathKind } from '../../../src/host/machine.ts';
import type { KindWanted, Severity } from '../../../src/labs/kind/preflight/finding.ts';
import { preflightKind, requireKindHost } from '../../../src/labs/kind/preflight/preflight-kind.ts';
import { labErrorIn } from '../../support/thrown-by.ts';
import {
  dockerInfo,
  FakeRunner,
  fakeMachine,
  GIB,
  nodeImage,
  reactionOf,
  type Script,
} from './preflight-fakes.ts';

const WANTED: KindWanted = {
  cluster: 'cni-lab-demo',
  image: 'kindest/node:v1.34.0',
  nodes: 2,
  needsHelm: true,
  chart: null,
  archives: [],
};

interface Case {
  readonly script?: Script;
  readonly machine?: Partial<Machine>;
  readonly wanted?: Partial<KindWanted>;
}

function look({ script, machine, wanted }: Case) {
  const options = { ...WANTED, ...wanted, runner: new FakeRunner(script) };
  return preflightKind(options, fakeMachine(machine));
}

describe('a good machine', () => {
  it('has nothing amiss', async () => {
    expect(await look({})).toEqual([]);
    expect(
      await look({
        wanted: { image: null, needsHelm: false, chart: '/c.tgz', archives: ['/a.tar'] },
      }),
    ).toEqual([]);
  });

  it('is asked each question once, and about Helm only where a chart is to be installed', async () => {
    const runner = new FakeRunner();
    await preflightKind({ ...WANTED, runner, needsHelm: false }, fakeMachine());
    const lines = runner.asked.map((argv) => argv.slice(0, 3).join(' '));
    expect(lines.sort()).toEqual([
      'docker image inspect',
      'docker image ls',
      'docker info --format',
      'docker ps -a',
      'kind version',
    ]);
  });

  it('is asked about an image by argument, whatever it is called', async () => {
    const runner = new FakeRunner();
    await preflightKind({ ...WANTED, runner, image: '--help' }, fakeMachine());
    const inspection = runner.asked.find((argv) => argv[2] === 'inspect');
    expect(inspection?.slice(-2)).toEqual(['--', '--help']);
  });
});

const fails = (stderr: string) => ({ exitCode: 1, stderr });
const path = (kinds: Record<string, PathKind>) => ({
  pathKind: (name: string): PathKind => kinds[name] ?? 'absent',
});
const elsewhere = { kernel: '6.1.0-other' };

// biome-ignore format: a table
/** What is amiss, and: name, severity, code, what it says and how to mend it. */
const MISSES: readonly (readonly [string, Case, string, Severity, ErrorCode, RegExp, RegExp])[] = [
  ['no docker client', { script: { docker: 'MISSING', 'docker info': 'MISSING', 'docker image inspect': 'MISSING', 'docker image ls': 'MISSING', 'docker ps': 'MISSING' } }, 'docker', 'fatal', 'E_TOOL_MISSING', /docker is not installed/, /install -y docker\.io/],
  ['daemon not running', { script: { 'docker info': fails('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?') } }, 'docker', 'fatal', 'E_DOCKER', /no Docker daemon answers at unix:\/\/\/var\/run\/docker\.sock$/, /systemctl start docker$/],
  ['daemon not running, newer client', { script: { 'docker info': fails('failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory') } }, 'docker', 'fatal', 'E_DOCKER', /at unix:\/\/\/var\/run\/docker\.sock$/, /systemctl start docker$/],
  ['daemon not running, older client that ends with 0', { script: { 'docker info': '{"ServerErrors":["Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"]}' } }, 'docker', 'fatal', 'E_DOCKER', /no Docker daemon answers/, /systemctl start docker/],
  ['rootless daemon not running', { script: { 'docker info': fails('Cannot connect to the Docker daemon at unix:///run/user/1000/docker.sock. Is the docker daemon running?') } }, 'docker', 'fatal', 'E_DOCKER', /run\/user\/1000/, /systemctl --user start docker$/],
  ['Docker Desktop not running', { script: { 'docker info': fails('Cannot connect to the Docker daemon at unix:///home/x/.docker/desktop/docker.sock. Is the docker daemon running?') } }, 'docker', 'fatal', 'E_DOCKER', /desktop/, /docker-desktop/],
  ['permission denied', { script: { 'docker info': reactionOf('docker-info-denied') } }, 'docker', 'fatal', 'E_DOCKER', /may not speak/, /usermod -aG docker/],
  ['DOCKER_HOST refused', { script: { 'docker info': reactionOf('docker-info-refused') } }, 'docker', 'fatal', 'E_DOCKER', /tcp:\/\/127\.0\.0\.1:1/, /unset DOCKER_HOST/],
  ['DOCKER_HOST not resolved', { script: { 'docker info': reactionOf('docker-info-nodns') } }, 'docker', 'fatal', 'E_DOCKER', /DOCKER_HOST/, /unset DOCKER_HOST/],
  ['DOCKER_HOST nonsense', { script: { 'docker info': reactionOf('docker-info-badhost') } }, 'docker', 'fatal', 'E_DOCKER', /DOCKER_HOST/, /unset DOCKER_HOST/],
  ['DOCKER_HOST by ssh', { script: { 'docker info': reactionOf('docker-info-ssh') } }, 'docker', 'fatal', 'E_DOCKER', /DOCKER_HOST/, /unset DOCKER_HOST/],
  ['unknown context', { script: { 'docker info': reactionOf('docker-info-context') } }, 'docker', 'fatal', 'E_DOCKER', /context/, /docker context use default/],
  ['daemon that hangs', { script: { 'docker info': 'HANGS' } }, 'docker', 'fatal', 'E_DOCKER', /does not answer/, /restart docker/],
  ['podman by the name of docker', { script: { 'docker info': '{"host":{},"version":{}}' } }, 'docker', 'fatal', 'E_DOCKER', /does not answer as it should/, /docker\.io/],
  ['answer that is no JSON', { script: { 'docker info': 'hello' } }, 'docker', 'fatal', 'E_DOCKER', /does not answer as it should/, /docker/],
  ['podman for kind', { machine: { env: { KIND_EXPERIMENTAL_PROVIDER: 'podman' } } }, 'container engine', 'fatal', 'E_DOCKER', /podman/, /^unset KIND_EXPERIMENTAL_PROVIDER$/],
  ['cgroup v1', { script: { 'docker info': dockerInfo({ CgroupVersion: '1' }) } }, 'cgroup', 'warning', 'E_KIND_HOST', /cgroup v1/, /unified_cgroup_hierarchy=1/],
  ['cgroup v1, rootless', { script: { 'docker info': dockerInfo({ CgroupVersion: '1', SecurityOptions: ['name=rootless'] }) } }, 'cgroup', 'fatal', 'E_KIND_HOST', /cgroup v1/, /unified/],
  ['rootless without limits', { script: { 'docker info': dockerInfo({ SecurityOptions: ['name=rootless'], CPUShares: false }) } }, 'rootless limits', 'fatal', 'E_KIND_HOST', /limit cpu/, /rootless/],
  ['rootless', { script: { 'docker info': dockerInfo({ SecurityOptions: ['name=rootless'] }) } }, 'docker host', 'note', 'E_DOCKER', /rootless.*nsenter/, /context use default/],
  ['daemon elsewhere', { machine: elsewhere }, 'docker host', 'note', 'E_DOCKER', /another machine.*nsenter/, /where the daemon runs/],
  ['daemon beside our container', { machine: { freeDisk: () => null } }, 'docker host', 'note', 'E_DOCKER', /not seen from here/, /where the daemon runs/],
  ['vfs', { script: { 'docker info': dockerInfo({ Driver: 'vfs' }) } }, 'docker storage', 'warning', 'E_KIND_HOST', /vfs/, /overlay2/],
  ['old kernel with Cilium', { script: { 'docker info': dockerInfo({ KernelVersion: '5.4.0-42' }) }, machine: { kernel: '5.4.0-42' } }, 'node kernel', 'fatal', 'E_KERNEL_FEATURE', /5\.4\.0/, /5\.10/],
  ['old kernel without', { script: { 'docker info': dockerInfo({ KernelVersion: '5.4.0-42' }) }, machine: { kernel: '5.4.0-42' }, wanted: { needsHelm: false } }, 'node kernel', 'warning', 'E_KERNEL_FEATURE', /5\.4\.0/, /5\.10/],
  ['no kind', { script: { 'kind version': 'MISSING' } }, 'kind', 'fatal', 'E_TOOL_MISSING', /kind is not installed/, /kind-\w+-amd64 && .*chmod \+x/],
  ['no kind on arm', { script: { 'kind version': 'MISSING' }, machine: { arch: 'arm64' } }, 'kind', 'fatal', 'E_TOOL_MISSING', /kind is not installed/, /-arm64 /],
  ['kind that does not run', { script: { 'kind version': fails('exec format error') } }, 'kind', 'fatal', 'E_TOOL_MISSING', /kind does not run/, /kind/],
  ['old kind', { script: { 'kind version': 'kind v0.17.0 go1.19.2 linux/amd64' } }, 'kind', 'fatal', 'E_TOOL_TOO_OLD', /0\.17\.0.*older than 0\.20/, /v0\.30\.0/],
  ['no helm', { script: { 'helm version': 'MISSING' } }, 'helm', 'fatal', 'E_TOOL_MISSING', /helm is not installed/, /get-helm/],
  ['bad cluster name', { wanted: { cluster: 'Bad_Name!' } }, 'cluster name', 'fatal', 'E_BAD_NAME', /"Bad_Name!"/, /--name/],
  ['long cluster name', { wanted: { cluster: 'x'.repeat(50) } }, 'cluster name', 'fatal', 'E_BAD_NAME', /xxx/, /--name/],
  ['name of a running cluster', { script: { 'docker ps': 'a-control-plane (Up 7 minutes, node:1)\na-worker (Exited (137) 1 hour ago, node:1)\n' } }, 'cluster', 'fatal', 'E_CLUSTER_EXISTS', /cni-lab-demo already, 1 of 2 nodes running/, /^kind delete cluster --name cni-lab-demo$/],
  ['archive absent', { wanted: { archives: ['/a.tar', '/b.tar'] }, machine: path({ '/a.tar': 'tar' }) }, 'image archives', 'fatal', 'E_FILE', /\/b\.tar does not exist/, /^ls -l \/b\.tar$/],
  ['archive that is none', { wanted: { archives: ['/a.txt'] }, machine: path({ '/a.txt': 'file' }) }, 'image archives', 'fatal', 'E_FILE', /\/a\.txt is no tar archive/, /^docker save --output images\.tar IMAGE$/],
  ['archive that is a folder', { wanted: { archives: ['/a'] }, machine: path({ '/a': 'folder' }) }, 'image archives', 'fatal', 'E_FILE', /\/a is a folder/, /^ls/],
  ['archive not for us', { wanted: { archives: ['/a'] }, machine: path({ '/a': 'unreadable' }) }, 'image archives', 'fatal', 'E_FILE', /\/a cannot be read/, /^ls -l \/a$/],
  ['chart absent', { wanted: { chart: '/c' }, machine: path({}) }, 'chart', 'fatal', 'E_FILE', /chart \/c does not exist/, /^ls/],
  ['chart without Chart.yaml', { wanted: { chart: '/c' }, machine: path({ '/c': 'folder' }) }, 'chart', 'fatal', 'E_FILE', /without a Chart\.yaml/, /^ls \/c$/],
  ['image that is no name', { script: { 'docker image inspect': fails('Error response from daemon: no such image: Bad Image: invalid reference format') }, wanted: { image: 'Bad Image' } }, 'node image', 'fatal', 'E_IMAGE', /"Bad Image" is no name/, /docker image ls/],
  ['image not here', { script: { 'docker image inspect': fails('no such image: x:1') }, wanted: { image: 'x:1' } }, 'node image', 'note', 'E_IMAGE', /x:1 is not here/, /^docker pull x:1, or: docker load/],
  ['no default image here', { script: { 'docker image ls': '' }, wanted: { image: null } }, 'node image', 'note', 'E_IMAGE', /default node image/, /docker load/],
  ['image that boots no node', { script: { 'docker image inspect': nodeImage({ Config: { Entrypoint: null } }) } }, 'node image', 'warning', 'E_IMAGE', /does not look like a node image/, /image inspect/],
  ['image for another processor', { script: { 'docker image inspect': nodeImage({ Architecture: 'arm64' }) } }, 'node image', 'warning', 'E_IMAGE', /made for arm64.* amd64/, /image inspect/],
  ['few watches', { machine: { inotify: (l) => (l === 'max_user_watches' ? 8192 : 512) } }, 'inotify watches', 'warning', 'E_KIND_HOST', /8192.*524288/, /sysctl -w fs\.inotify\.max_user_watches=524288$/],
  ['few instances', { machine: { inotify: (l) => (l === 'max_user_watches' ? 524_288 : 128) } }, 'inotify instances', 'warning', 'E_KIND_HOST', /128.*512/, /sysctl -w fs\.inotify\.max_user_instances=512$/],
  ['hardly an instance', { machine: { inotify: (l) => (l === 'max_user_watches' ? 524_288 : 8) } }, 'inotify instances', 'fatal', 'E_KIND_HOST', /8, kind/, /sysctl/],
  ['little disk', { machine: { freeDisk: () => 3 * GIB } }, 'docker disk', 'warning', 'E_KIND_HOST', /3\.0 GiB free in \/var\/lib\/docker, 2 nodes want 5 GiB/, /docker system prune/],
  ['no disk', { machine: { freeDisk: () => 0.5 * GIB } }, 'docker disk', 'fatal', 'E_KIND_HOST', /0\.5 GiB/, /docker system prune/],
  ['little memory', { machine: { availableMemory: () => 1.5 * GIB } }, 'memory', 'warning', 'E_KIND_HOST', /1\.5 GiB free on this machine, 2 nodes want 2 GiB/, /--nodes 1/],
  ['no memory', { machine: { availableMemory: () => 0.5 * GIB } }, 'memory', 'fatal', 'E_KIND_HOST', /0\.5 GiB/, /--nodes 1/],
  ['little memory elsewhere', { machine: elsewhere, script: { 'docker info': dockerInfo({ MemTotal: GIB }) } }, 'memory', 'warning', 'E_KIND_HOST', /daemon's machine/, /nodes/],
  ['Cilium on the host', { machine: { hasDevice: (d) => d === 'cilium_host' } }, 'other Cilium', 'warning', 'E_KIND_HOST', /Cilium/, /cilium_host/],
  ['proxy', { machine: { env: { HTTPS_PROXY: 'http://proxy:3128' } } }, 'proxy', 'note', 'E_KIND_HOST', /HTTPS_PROXY is set/, /^export NO_PROXY=/],
  ['proxy of this machine', { machine: { env: { http_proxy: 'http://u:secret@127.0.0.1:3128', NO_PROXY: 'localhost,127.0.0.1' } } }, 'proxy', 'warning', 'E_KIND_HOST', /nodes cannot reach/, /unset http_proxy/],
];

describe('what is amiss', () => {
  it.each(MISSES)('%s', async (_, situation, name, severity, code, message, mend) => {
    const finding = (await look(situation)).find((f) => f.name === name);
    expect(finding).toMatchObject({ severity, code });
    expect(finding?.message).toMatch(message);
    expect(finding?.mend).toMatch(mend);
    expect(`${finding?.message}${finding?.why}${finding?.mend}`).not.toMatch(
      /undefined|null|secret/,
    );
    expect(finding?.why).not.toBe('');
  });

  it('is said once: without a daemon nothing is said about what only it knows', async () => {
    const findings = await look({
      script: {
        'docker info': reactionOf('docker-info-refused'),
        'docker image inspect': fails('x'),
        'docker image ls': fails('x'),
        'docker ps': fails('x'),
      },
    });
    expect(findings.map((f) => f.name)).toEqual(['docker']);
  });

  it('is not held against a machine on which the nodes will not run', async () => {
    const poor = { inotify: () => 1, availableMemory: () => 0, hasDevice: () => true };
    const findings = await look({ machine: { ...elsewhere, ...poor } });
    expect(findings.map((f) => f.name)).toEqual(['docker host']);
  });
});

describe('what is not amiss', () => {
  it.each<readonly [string, Case]>([
    ['the least kind', { script: { 'kind version': 'kind v0.20.0 go1.20.4 linux/amd64' } }],
    ['a kind of one day', { script: { 'kind version': 'kind v1.2.0 go1.30' } }],
    ['a kind of one’s own', { script: { 'kind version': 'kind (devel)' } }],
    [
      'a daemon too old to tell its cgroup version',
      { script: { 'docker info': dockerInfo({ CgroupVersion: undefined }) } },
    ],
    [
      'the kernel of RHEL 8',
      {
        script: { 'docker info': dockerInfo({ KernelVersion: '4.18.0-553.el8_10.x86_64' }) },
        machine: { kernel: '4.18.0-553.el8_10.x86_64' },
      },
    ],
    [
      'limits that cannot be read',
      { machine: { inotify: () => null, availableMemory: () => null } },
    ],
    [
      'a chart folder',
      { wanted: { chart: '/c' }, machine: path({ '/c': 'folder', '/c/Chart.yaml': 'file' }) },
    ],
    [
      'a chart that helm fetches',
      { wanted: { chart: 'oci://quay.io/cilium/charts/cilium' }, machine: path({}) },
    ],
    [
      'a proxy with its exemptions',
      { machine: { env: { HTTP_PROXY: 'http://p:1', no_proxy: 'localhost, 127.0.0.1' } } },
    ],
    ['docker, said aloud', { machine: { env: { KIND_EXPERIMENTAL_PROVIDER: 'docker' } } }],
  ])('%s', async (_, situation) => {
    expect(await look(situation)).toEqual([]);
  });
});

describe('who cannot go on without', () => {
  const require = ({ script, machine, wanted }: Case) =>
    requireKindHost({ ...WANTED, ...wanted, runner: new FakeRunner(script) }, fakeMachine(machine));

  it('is told the first fatal thing, as an error', async () => {
    const error = await labErrorIn(
      require({
        script: { 'kind version': 'MISSING' },
        machine: { inotify: () => 100 },
        wanted: { cluster: '!' },
      }),
    );
    expect(error).toMatchObject({
      code: 'E_TOOL_MISSING',
      exitCode: 3,
      message: 'kind is not installed',
    });
    expect(error.mend).toContain('curl');
  });

  it('gets warnings and notes back', async () => {
    const findings = await require({
      script: { 'docker info': dockerInfo({ CgroupVersion: '1' }) },
    });
    expect(findings.map((f) => f.severity)).toEqual(['warning']);
  });

  it('hears of the cilium CLI where only Helm is missing', async () => {
    const error = await labErrorIn(
      require({
        script: { 'helm version': 'MISSING', 'cilium version': 'cilium-cli: v0.19.7 compiled\n' },
      }),
    );
    expect(error.why).toContain('cilium-cli: v0.19.7');
  });
});
