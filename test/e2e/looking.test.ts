import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { looksLike } from '../support/look-alikes.ts';
import { CLI, cli, ROOT, run, scratchFolder } from './support/cli.ts';
import { HERE, lacks } from './support/here.ts';
import { CANNOT_RUN } from './support/root.ts';

const RECORDINGS = join(ROOT, 'test/fixtures/recordings');
const columns = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('help', () => {
  it('names every command, and fits 80 columns', async () => {
    const { stdout, code } = await cli(['--help']);
    for (const command of [
      'verify',
      'list',
      'explain',
      'doctor',
      'up',
      'down',
      'status',
      'exec',
      'shell',
      'identify',
      'analyze',
      'report',
      'compare',
      'completion',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    expect(columns(stdout)).toBeLessThanOrEqual(80);
    expect(code).toBe(0);
  });
});

describe('explain', () => {
  it.each(CATALOGUE.map((d) => d.name))('%s tells its story in 80 columns', async (name) => {
    const { stdout, code } = await cli(['explain', name]);
    for (const part of ['The path', 'The signature', 'Why', `cni-lab verify ${name} --lab`])
      expect(stdout).toContain(part);
    expect(columns(stdout)).toBeLessThanOrEqual(80);
    expect(code).toBe(0);
  });
});

describe.skipIf(CANNOT_RUN)('doctor and list', () => {
  it('say that this machine, where the tests run, can run all but what few machines can', async () => {
    const doctor = await cli(['doctor', '--json']);
    const { checks } = JSON.parse(doctor.stdout);
    expect(checks.filter((c: { ok: boolean | null }) => c.ok === false)).toEqual([]);
    expect(checks.map((c: { name: string }) => c.name)).toEqual(
      expect.arrayContaining([
        'kernel',
        'capabilities',
        'user namespaces',
        'tcpdump',
        'BTF',
        'disk',
        'bpf_redirect_peer',
        'docker',
        'kind',
        'inotify watches',
      ]),
    );
    expect(doctor.code).toBe(0);
    const { datapaths } = JSON.parse((await cli(['list', '--json'])).stdout);
    expect(datapaths.map((d: { runnable: boolean }) => d.runnable)).toEqual(
      CATALOGUE.map((datapath) => HERE.includes(datapath)),
    );
    const reasons = datapaths.map((d: { why?: string }) => d.why ?? '').join();
    if (lacks('geneve')) expect(reasons).toContain('the kernel has no geneve, CONFIG_GENEVE (');
  });

  it('say what is missing, and how to mend it', async () => {
    const where = (await run('which', ['tcpdump'])).stdout.trim();
    const hide = `mount --bind /dev/null ${where} && exec "$@"`;
    const { code, stdout } = await cli(['doctor'], {
      prefix: ['unshare', '-m', 'sh', '-c', hide, 'sh'],
    });
    expect(stdout).toMatch(/✗ +tcpdump +not installed\n +mend: apt-get install -y tcpdump/);
    expect(code).toBe(3);
  });
});

describe('analyze', () => {
  const seeds = ['pod1_lxc.cap', 'pod1_lxc_pair.cap', 'pod2_lxc.cap', 'pod2_lxc_pair.cap'].map(
    (f) => join(RECORDINGS, 'cilium-seed-style', f),
  );

  it('judges and names four files that someone took by hand', async () => {
    const { code, stdout } = await cli(['analyze', ...seeds]);
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(stdout).toMatch(/pod1\/lxc +pod1_lxc_pair\.cap/);
    expect(code).toBe(0);
  });

  it.each([
    ['cilium-native-bpf', 0, 'cilium/same-node'],
    ['cilium-native-legacy', 1, 'cilium/same-node-legacy'],
  ])('judges and names the recording %s, with taps given and without', async (mode, exit, name) => {
    const taps = ['pod1/eth0', 'pod1/lxc', 'pod2/lxc', 'pod2/eth0'];
    const files = taps.map((tap) => join(RECORDINGS, mode, `${tap.replace('/', '-')}.pcap`));
    for (const args of [files, files.toReversed(), files.map((file, i) => `${taps[i]}=${file}`)]) {
      const { code, stdout } = await cli(['analyze', ...args, '--json']);
      const { result } = JSON.parse(stdout);
      expect(result.identified.map((g: { datapath: string }) => g.datapath)).toEqual(
        looksLike(name),
      );
      expect(result.taps.map((t: { tap: string; pcap: string }) => [t.tap, t.pcap])).toEqual(
        taps.map((tap, i) => [tap, files[i]]),
      );
      expect(code).toBe(exit);
    }
  });
});

describe('completion', () => {
  it('offers commands, options and datapaths in bash', async () => {
    const { stdout } = await cli(['completion', 'bash']);
    const script = join(scratchFolder(), 'completion.bash');
    writeFileSync(script, stdout);
    const complete = async (...words: string[]) => {
      const line = `source ${script}; COMP_WORDS=(${words.map((w) => `'${w}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _cni_lab; echo "\${COMPREPLY[@]}"`;
      return (await run('bash', ['-c', line])).stdout.trim().split(' ');
    };
    expect(await complete('cni-lab', 'ver')).toEqual(['verify']);
    expect(await complete('cni-lab', 'verify', '--fam')).toEqual(['--family']);
    expect(await complete('cni-lab', 'explain', 'linux/')).toEqual(
      CATALOGUE.map(({ name }) => name).filter((name) => name.startsWith('linux/')),
    );
  });

  it('is made for zsh and fish too', async () => {
    expect((await cli(['completion', 'zsh'])).stdout).toContain('compdef _cni_lab cni-lab');
    expect((await cli(['completion', 'fish'])).stdout).toContain(
      'complete -c cni-lab -n __fish_use_subcommand -a verify',
    );
  });
});

describe.skipIf(CANNOT_RUN)('on a terminal', () => {
  /** Runs it on a terminal of 80 columns. */
  const onTerminal = (command: string, env: NodeJS.ProcessEnv = {}) => {
    const settings = Object.entries({ LANG: 'C.UTF-8', TERM: 'xterm', NO_COLOR: '', ...env });
    const assignments = settings.map(([key, value]) => `export ${key}='${value}';`).join(' ');
    const line = `unset CI; ${assignments} stty cols 80; cd ${scratchFolder()}; ${process.execPath} ${CLI} ${command}`;
    return run('script', ['-qec', line, '/dev/null']);
  };

  it('there are colours and a spinner that is gone in the end', async () => {
    const { stdout, code } = await onTerminal('verify');
    expect(stdout).toContain('\u001b[32m');
    expect(stdout).toMatch(/⠙.* cilium\/same-node: \w+/); // which phase depends on the machine
    expect(stdout).toContain('\u001b[?25h'); // the cursor is back
    expect(stdout).toContain('pod2/eth0');
    expect(code).toBe(0);
  });

  it('NO_COLOR, --quiet and a plain locale are heeded', async () => {
    expect((await onTerminal('verify --quiet', { NO_COLOR: '1' })).stdout).not.toContain('\u001b');
    expect(
      (await onTerminal('verify --quiet', { LANG: 'C', LC_ALL: 'C', NO_COLOR: '1' })).stdout,
    ).toContain('ok 3 out');
  });
});

describe.skipIf(CANNOT_RUN)('options', () => {
  it('come from the file, the environment and the command line, the last winning', async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'cni-lab.yaml'), 'count: 2\nprobe: udp\njson: true\n');
    const probe = async (args: string[], env: NodeJS.ProcessEnv = {}) =>
      JSON.parse((await cli(['verify', ...args], { cwd, env })).stdout).results[0].probe;
    expect(await probe([])).toMatchObject({ kind: 'udp', count: 2 });
    expect(await probe([], { CNI_LAB_COUNT: '4' })).toMatchObject({ kind: 'udp', count: 4 });
    expect(await probe(['--count', '5'], { CNI_LAB_COUNT: '4' })).toMatchObject({
      kind: 'udp',
      count: 5,
    });
  });
});
