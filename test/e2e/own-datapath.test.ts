import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cli, ROOT, run, scratchFolder } from './support/cli.ts';
import { leftovers } from './support/leftovers.ts';
import { onlyResult } from './support/only-result.ts';
import { CANNOT_RUN } from './support/root.ts';

/** A folder with a file in it. */
function folderWith(name: string, text: string): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

/** The flagship as a file of its own. */
async function exported(): Promise<string> {
  const { code, stdout } = await cli(['list', '--export', 'cilium/same-node']);
  expect(code).toBe(0);
  return stdout;
}

/** The complete example of the documentation. */
const EXAMPLE = /```yaml\n([\s\S]*?)```/.exec(
  readFileSync(join(ROOT, 'docs/your-own-datapath.md'), 'utf8'),
)![1]!;

describe.skipIf(CANNOT_RUN)('a datapath of a file', () => {
  afterEach(() => expect(leftovers()).toEqual([]));

  it('that was exported passes as its entry does, over both families', async () => {
    const cwd = folderWith('my.yaml', await exported());
    for (const family of ['4', '6']) {
      const { code, stdout } = await cli(['verify', 'my.yaml', '--family', family, '--json'], {
        cwd,
      });
      expect(onlyResult(stdout)).toMatchObject({
        verdict: 'pass',
        datapath: 'my/cilium-same-node',
      });
      expect(onlyResult(stdout).identified.map((guess) => guess.datapath)).toEqual([
        'cilium/same-node',
        'my/cilium-same-node',
      ]);
      expect(code).toBe(0);
    }
  });

  it('fails with one line of its signature changed, and against the lab of its control', async () => {
    const good = await exported();
    const changed = good.replace(
      'reply: { which: none }',
      'reply: { which: all, direction: in, ttl: 0 }',
    );
    expect(changed).not.toBe(good);
    const cwd = folderWith('my.yaml', changed);
    const { code, stdout } = await cli(['verify', 'my.yaml', '--json'], { cwd });
    expect(onlyResult(stdout).findings[0]).toMatchObject({
      code: 'missing',
      tap: 'pod1/lxc',
      leg: 'reply',
    });
    expect(onlyResult(stdout).identified).toMatchObject([{ datapath: 'cilium/same-node' }]);
    expect(code).toBe(1);
    const control = ['verify', 'my.yaml', '--lab', 'cilium/same-node-legacy'];
    expect((await cli(control, { cwd: folderWith('my.yaml', good) })).code).toBe(1);
  });

  it('as the documentation has it passes by every probe, fails against its control, and is explained', async () => {
    const cwd = folderWith('my-lab.yaml', EXAMPLE);
    for (const probe of ['ping', 'udp', 'tcp']) {
      const { code, stdout } = await cli(['verify', 'my-lab.yaml', '--probe', probe], { cwd });
      expect(stdout).toMatch(/^PASS my\/routed-pods\n/);
      expect(code).toBe(0);
    }
    expect((await cli(['verify', 'my-lab.yaml', '--lab', 'linux/bridge'], { cwd })).code).toBe(1);
    const { stdout } = await cli(['explain', 'my-lab.yaml'], { cwd });
    expect(stdout).toContain('cni-lab verify my-lab.yaml --lab linux/bridge (fails)');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const six = await cli(['verify', 'my-lab.yaml', '--family', '6'], { cwd });
    expect(six).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('verify my-lab.yaml --family 4'),
    });
  });

  it('can be the lab that another is held against', async () => {
    const cwd = folderWith('my.yaml', await exported());
    const { code, stdout } = await cli(
      ['verify', 'cilium/same-node', '--lab', 'my.yaml', '--json'],
      { cwd },
    );
    expect(onlyResult(stdout)).toMatchObject({ verdict: 'pass', lab: 'my/cilium-same-node' });
    expect(code).toBe(0);
  });

  it('loads an object of its own, which it need not name the program of', async () => {
    const own = (await exported()).replaceAll('object: redirect-peer', 'object: bpf/mine.bpf.o');
    const cwd = folderWith('my.yaml', own);
    await run('mkdir', [join(cwd, 'bpf')]);
    const source =
      '#include "lib/route.h"\nSEC("classifier") int straight_into_the_pod(struct __sk_buff *skb)\n{\n\tint ifindex = route(skb);\n\treturn ifindex == NOT_ROUTED ? TC_ACT_OK : bpf_redirect_peer(ifindex, 0);\n}\nchar LICENSE[] SEC("license") = "GPL";\n';
    writeFileSync(join(cwd, 'mine.bpf.c'), source);
    const includes = ['x86_64', 'aarch64'].map((arch) => `-I/usr/include/${arch}-linux-gnu`);
    const compiled = await run(
      'clang',
      [
        ...['-O2', '-g', '-target', 'bpfel', `-I${join(ROOT, 'bpf')}`, ...includes],
        ...['-c', 'mine.bpf.c', '-o', 'bpf/mine.bpf.o'],
      ],
      cwd,
    );
    expect(compiled).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await cli(['verify', 'my.yaml', '--json'], { cwd });
    const programs = onlyResult(stdout).witnesses.find(({ name }) => name === 'programs');
    expect(programs?.detail).toContain('straight_into_t on tc ingress');
    expect(onlyResult(stdout).identified).toMatchObject([{ datapath: 'my/cilium-same-node' }]);
    expect(code).toBe(0);
  });

  it('is used as it is up, until its topology changes; the signature may', async () => {
    const cwd = folderWith('my.yaml', EXAMPLE);
    const file = join(cwd, 'my.yaml');
    const name = 'own-datapath';
    const named = ['--name', name];
    try {
      expect((await cli(['up', 'my.yaml', ...named], { cwd })).code).toBe(0);
      for (const args of [['my.yaml'], [file], named]) {
        const { stdout } = await cli(['verify', ...args, '--json'], { cwd });
        expect(onlyResult(stdout)).toMatchObject({ verdict: 'pass', datapath: 'my/routed-pods' });
        expect(onlyResult(stdout).taps[0]!.namespace).toBe(`cni-lab.${name}.pod1`);
      }
      const identified = await cli(['identify', ...named, '--json'], { cwd });
      expect(JSON.parse(identified.stdout).identified).toContain('my/routed-pods');

      writeFileSync(file, EXAMPLE.replace('direction: out, ttl: 0', 'direction: out, ttl: -7'));
      expect((await cli(['verify', ...named], { cwd })).code).toBe(1);

      writeFileSync(file, EXAMPLE.replace('port: 8080', 'port: 8081'));
      const stale = await cli(['verify', ...named], { cwd });
      expect(stale.stderr).toContain('is not that of the lab "own-datapath" any more');
      expect(stale.code).toBe(2);
      const { stdout } = await cli(['verify', 'my.yaml', '--json'], { cwd });
      expect(onlyResult(stdout)).toMatchObject({ verdict: 'pass' });
      expect(onlyResult(stdout).taps[0]!.namespace).not.toBe(`cni-lab.${name}.pod1`);
    } finally {
      await cli(['down', ...named], { cwd });
    }
  });
});

describe('a file that cannot be', () => {
  it('is refused before anything is made, in text and in JSON', async () => {
    const cwd = folderWith('my.yaml', EXAMPLE.replace('device: veth1', 'device: veth9'));
    const line = EXAMPLE.split('\n').findIndex((text) => text.includes('device: veth1')) + 1;
    const text = await cli(['verify', 'my.yaml'], { cwd });
    expect(text.stderr).toMatch(
      new RegExp(
        `^error E_DATAPATH_FILE: my\\.yaml:${line}:\\d+: there is no device "veth9" in node1\n`,
      ),
    );
    expect(text).toMatchObject({ code: 2, stdout: '' });
    const json = await cli(['explain', 'my.yaml', '--json'], { cwd });
    expect(JSON.parse(json.stdout).error).toMatchObject({
      code: 'E_DATAPATH_FILE',
      why: 'expected there: one of veth1, veth2',
    });
    expect(json.code).toBe(2);
  });

  it('or is not there, is told as that', async () => {
    const { code, stderr } = await cli(['verify', 'nowhere.yaml']);
    expect(stderr).toMatch(/^error E_FILE: there is no file "nowhere\.yaml"\n/);
    expect(code).toBe(2);
  });
});
