import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Inspection } from '../../src/inspect/inspection.ts';
import { type CliOptions, cli, ROOT, run, scratchFolder, until } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';
import { commandsOnPage, expectCommandsToShow } from './support/shown-facts.ts';

const made: string[] = [];
const sleepers: ChildProcess[] = [];

afterEach(async () => {
  for (const name of made.splice(0)) await run('ip', ['netns', 'del', name]);
  for (const sleeper of sleepers.splice(0)) {
    sleeper.kill('SIGKILL');
    await until(() => sleeper.exitCode !== null || sleeper.signalCode !== null, 'it has ended');
  }
});

async function ok(...argv: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await run(argv[0]!, argv.slice(1));
  expect({ argv, stderr, code }).toMatchObject({ code: 0 });
  return stdout;
}

async function netns(name: string): Promise<string> {
  await ok('ip', 'netns', 'add', name);
  made.push(name);
  return name;
}

/** A process in a network namespace of its own, which has no name. @returns its pid */
async function sleeper(script = ':'): Promise<number> {
  const line = `${script} && exec sleep 300`;
  const child = spawn('unshare', ['--net', '--mount', 'sh', '-c', line], { stdio: 'ignore' });
  sleepers.push(child);
  const pid = child.pid!;
  const comm = () => readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  await until(() => comm() === 'sleep', 'it sleeps in its namespaces');
  expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'));
  return pid;
}

/** A pair with one end here, or in `host`, and the other, eth0, in the namespace of a name or pid. */
async function connect(inside: string | number, host: string | null, device: string) {
  const away = ['ip', ...(host === null ? [] : ['-n', host])];
  const end = ['peer', 'name', 'eth0', 'netns', `${inside}`];
  await ok(...away, 'link', 'add', device, 'type', 'veth', ...end);
  await ok(...away, 'link', 'set', device, 'up');
  const enter = typeof inside === 'number' ? ['nsenter', '-t', `${inside}`, '-n'] : [];
  const within = [...enter, 'ip', ...(typeof inside === 'string' ? ['-n', inside] : [])];
  await ok(...within, 'addr', 'add', '192.0.2.77/28', 'dev', 'eth0');
  await ok(...within, 'link', 'set', 'eth0', 'up');
}

async function inspection(args: readonly string[], options: CliOptions = {}): Promise<Inspection> {
  const { stdout, code } = await cli(['inspect', ...args, '--json'], options);
  expect({ stdout, code }).toMatchObject({ code: 0 });
  return JSON.parse(stdout);
}

const PID = process.pid;

describe.skipIf(CANNOT_RUN)('namespaces that cni-lab did not make', () => {
  it('are shown with their host sides, here or in another namespace that has a name', async () => {
    const [one, two] = [await netns(`ins-one-${PID}`), await netns(`ins-two-${PID}`)];
    const router = await netns(`ins-router-${PID}`);
    await connect(one, null, 'inshost1');
    await ok('ip', '-n', router, 'link', 'add', 'br0', 'type', 'bridge');
    await connect(two, router, 'port1');
    await ok('ip', '-n', router, 'link', 'set', 'port1', 'master', 'br0');
    const seen = await inspection(['--netns', one, '--netns', two]);
    expect(seen).toMatchObject({ schema: 'cni-lab/inspection/1', lab: null, backend: null });
    expect(seen.nodes.map(({ way, netns, pods }) => [way, netns!.name, pods[0]!.name])).toEqual([
      ['here', null, one],
      ['netns', router, two],
    ]);
    const [first, second] = seen.nodes.map(({ pods }) => pods[0]!);
    expect(first).toMatchObject({
      ...{ trouble: null, addresses: ['192.0.2.77'], map: { agree: true } },
      ...{ host: { name: 'inshost1', relation: 'other end' }, own: { name: 'eth0' } },
    });
    expect(second).toMatchObject({ trouble: null, host: { name: 'port1', master: 'br0' } });
    expect(seen.nodes[1]!.bridges[0]).toMatchObject({ name: 'br0', ports: [{ pod: two }] });
    await expectCommandsToShow(seen);
  });

  it('are those of processes, whose namespaces have no name', async () => {
    const pid = await sleeper();
    await connect(pid, null, 'inshost2');
    const seen = await inspection(['--pid', `${pid}`]);
    expect(seen.nodes[0]!.pods[0]).toMatchObject({
      ...{ name: `pid ${pid}`, trouble: null, map: { agree: true } },
      ...{ host: { name: 'inshost2' }, netns: { id: readlinkSync(`/proc/${pid}/ns/net`) } },
    });
    await expectCommandsToShow(seen);
  });

  it('are said to hang somewhere unknown, where that is the truth', async () => {
    const [pid, other] = [await sleeper(), await sleeper()];
    await ok(
      ...['nsenter', '-t', `${other}`, '-n', 'ip', 'link', 'add', 'far', 'type', 'veth'],
      ...['peer', 'name', 'eth0', 'netns', `${pid}`],
    );
    const [node] = (await inspection(['--pid', `${pid}`])).nodes;
    expect(node!.pods[0]).toMatchObject({ host: null, map: null, own: { name: 'eth0' } });
    expect(node!.pods[0]!.trouble).toMatch(
      /^the other end of eth0 is device \d+ in nsid \d+ of its namespace, which is neither here nor has a name here: unknown$/,
    );
    const page = await cli(['inspect', '--pid', `${pid}`]);
    expect(page.stdout.replaceAll(/\s+/g, ' ')).toContain('nor has a name here: unknown');
  });

  it('say so where a process has the network of this host', async () => {
    const { nodes } = await inspection(['--pid', `${PID}`]);
    expect(nodes[0]!.pods[0]).toMatchObject({
      ...{ host: null, own: null, trouble: 'it shares the network namespace of this host' },
    });
  });

  it('are containers, as docker tells their first process (here a stand-in for its client)', async () => {
    const home = scratchFolder();
    const id = 'c0ffee'.padEnd(64, '0');
    mkdirSync(join(home, id));
    for (const file of [join(home, id, 'hosts'), join(home, 'hosts')]) writeFileSync(file, '');
    // as Docker mounts a file of the container's folder into it
    const pid = await sleeper(`mount --bind ${home}/${id}/hosts ${home}/hosts`);
    await connect(pid, null, 'inshost3');
    const env = {
      HOME: home,
      PATH: `${join(ROOT, 'test/support/fake-docker')}:${process.env.PATH}`,
    };
    const container = (of: { id?: string; pid?: number; status?: string }) =>
      writeFileSync(
        join(home, 'container'),
        `FAKE_DOCKER_NAME=web FAKE_DOCKER_ID=${of.id ?? id} FAKE_DOCKER_PID=${of.pid ?? pid} FAKE_DOCKER_STATUS=${of.status ?? 'running'}\n`,
      );
    container({});
    const seen = await inspection(['--docker', 'web'], { env });
    expect(seen.nodes[0]!.pods[0]).toMatchObject({
      ...{ name: 'web', trouble: null, host: { name: 'inshost3' } },
    });
    await expectCommandsToShow(seen);

    const refused = async (name: string) => {
      const { stdout, code } = await cli(['inspect', '--docker', name, '--json'], { env });
      const { error } = JSON.parse(stdout);
      expect({ code: error.code, exit: code }).toEqual({ code: 'E_NO_SUCH_NETNS', exit: 2 });
      return error.why;
    };
    expect(await refused('other')).toContain('No such container: other');
    container({ pid: 0, status: 'exited' });
    expect(await refused('web')).toBe('it is exited: nothing runs in it');
    container({ id: 'd'.repeat(64) });
    expect(await refused('web')).toContain('is none of it: Docker runs on another machine');
  });

  it('must be there', async () => {
    for (const [args, message] of [
      [['--netns', '../../proc/1/ns/net'], 'no network namespace named'],
      [['--pid', '4194303'], 'process 4194303 cannot be entered'],
    ] as const) {
      const { stdout, code } = await cli(['inspect', ...args, '--json']);
      const { error } = JSON.parse(stdout);
      expect(error.code).toBe('E_NO_SUCH_NETNS');
      expect(error.message).toContain(message);
      expect(code).toBe(2);
    }
    const wrong = await cli(['inspect', '--pid', 'init', '--json']);
    expect(JSON.parse(wrong.stdout).error.code).toBe('E_USAGE');
  });
});

describe.skipIf(CANNOT_RUN)('hostile names', () => {
  const DEVICE = 'e\u001b[31m"x\'#\\';
  const HOST = '<b>\u001b]0;&"';

  it('are shown safely in every form, and commands with them still work', async () => {
    const name = await netns(`ins-\u001b[2J"i'l <b>$(id)-${PID}`);
    const router = await netns(`ins-router-${PID}`);
    await ok(
      ...['ip', '-n', router, 'link', 'add', HOST, 'type', 'veth'],
      ...['peer', 'name', DEVICE, 'netns', name],
    );
    await ok('ip', '-n', router, 'addr', 'add', '192.0.2.65/28', 'dev', HOST);
    await ok('ip', '-n', router, 'link', 'set', HOST, 'up');
    await ok('ip', '-n', name, 'addr', 'add', '192.0.2.66/28', 'dev', DEVICE);
    await ok('ip', '-n', name, 'link', 'set', DEVICE, 'up');
    const seen = await inspection(['--netns', name]);
    const pod = seen.nodes[0]!.pods[0]!;
    expect(pod).toMatchObject({ name, own: { name: DEVICE }, host: { name: HOST } });
    expect(pod.routes.found).toMatchObject([{ device: HOST }, { device: HOST }]);
    const commands = await expectCommandsToShow(seen);
    const page = await cli(['inspect', '--netns', name]);
    for (const command of commandsOnPage(page.stdout)) expect(commands).toContain(command);
    for (const form of [[], ['--json'], ['--dot'], ['--mermaid'], ['--svg']]) {
      const { stdout, code } = await cli(['inspect', '--netns', name, ...form]);
      expect(code).toBe(0);
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(form[0] === '--svg' && stdout.includes('<b>')).toBe(false);
    }
  });

  it('that are none of UTF-8 are shown as far as they can be read, and reached by number', async () => {
    const [name, router] = [await netns(`ins-bytes-${PID}`), await netns(`ins-router-${PID}`)];
    // argument lists of node's are text
    const add = `ip -n ${router} link add "$(printf 'b\\233x')" type veth peer name eth0 netns ${name}`;
    await ok('sh', '-c', add);
    await ok('ip', '-n', router, 'link', 'set', 'if2', 'up');
    await ok('ip', '-n', name, 'addr', 'add', '192.0.2.66/28', 'dev', 'eth0');
    const seen = await inspection(['--netns', name]);
    const { host } = seen.nodes[0]!.pods[0]!;
    expect(host).toMatchObject({ name: 'b\ufffdx', ifindex: 2 });
    expect(host!.command).toBe(`ip -n ${router} -d -s addr show dev if2`);
    await expectCommandsToShow(seen);
  });
});
