import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { familiesOf, probesOf } from '../../src/datapaths/datapath.ts';
import { CaptureReader } from '../../src/packets/capture-reader.ts';
import { pooled } from '../../src/pooled.ts';
import type { ResultDocument, RunDocument } from '../../src/report/run-document.ts';
import { alikeInAll } from '../support/look-alikes.ts';
import { cli, run, scratchFolder } from './support/cli.ts';
import { readBytesSync } from './support/files.ts';
import { HERE, lacks, NOT_HERE } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { onlyResult } from './support/only-result.ts';
import { CANNOT_RUN } from './support/root.ts';

const mountsOf = (type: string) =>
  new TextDecoder()
    .decode(readBytesSync('/proc/self/mounts'))
    .split('\n')
    .filter((line) => line.split(' ')[2] === type);

const isInstalled = (tool: string) => spawnSync('which', [tool]).status === 0;

const NAMES = HERE.map((datapath) => datapath.name);

describe.skipIf(CANNOT_RUN)('verify', () => {
  afterEach(() => expect(leftovers()).toEqual([]));

  it('proves the flagship, and prints a table that fits 80 columns', async () => {
    const { code, stdout, stderr } = await cli(['verify']);
    expect(stdout).toMatch(/^PASS cilium\/same-node\n/);
    expect(stdout).toMatch(/lxc1 +▼ {2}┊ +pod1\/lxc +✓ 3 in +✓ none/);
    expect(stdout).toMatch(/lxc2 +┊ {2}▲ +pod2\/lxc +✓ none +✓ 3 in/);
    expect(stdout).toMatch(/this is +cilium\/same-node\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  it.each(
    (['ping', 'udp', 'tcp'] as const).flatMap((probe) =>
      ([4, 6] as const).map((family) => [probe, family] as const),
    ),
  )(
    'every datapath that makes sense by %s over IPv%s passes, and is named',
    async (probe, family) => {
      const able = HERE.filter(
        (d) => probesOf(d).includes(probe) && familiesOf(d).includes(family),
      ).map((d) => d.name);
      const args = ['--probe', probe, '--family', `${family}`, '--json'];
      const { code, stdout } = await cli(['verify', ...able, ...args]);
      const { results } = JSON.parse(stdout) as RunDocument;
      expect(results.map((result) => result.datapath)).toEqual(able);
      for (const { datapath, ...result } of results) {
        expect(result).toMatchObject({ verdict: 'pass', findings: [], lab: datapath });
        const named = result.identified.map((g) => g.datapath).toSorted();
        expect(named).toEqual(alikeInAll(datapath, family));
        expect(result.witnesses.filter((w) => w.agrees === false)).toEqual([]);
      }
      expect(code).toBe(0);
    },
  );

  // all against all is for the recorded runs: test/verdict
  describe('held against a lab of its control', () => {
    const ended = new Map<string, Awaited<ReturnType<typeof cli>>>();
    const cwd = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
    beforeAll(async () => {
      await pooled(HERE, 2, async ({ name, control }) => {
        ended.set(name, await cli(['verify', name, '--lab', control, '--json'], { cwd }));
      });
    }, 300_000);
    afterAll(() => rmSync(cwd, { recursive: true }));

    it.each(HERE.map(({ name, control }) => [name, control]))(
      '%s, %s, fails, says why, and says what it is',
      (datapath, lab) => {
        const { code, stdout } = ended.get(datapath)!;
        const result = onlyResult(stdout);
        expect(result).toMatchObject({ verdict: 'fail', datapath, lab });
        const contradictions = result.findings.filter((f) => f.weight === 'contradiction');
        expect(contradictions.length).toBeGreaterThan(0);
        for (const finding of contradictions) {
          expect(finding.tap ?? finding.code).toBeTruthy();
          expect(finding.expected).not.toBe(finding.seen);
          expect(finding.meaning.length).toBeGreaterThan(20);
        }
        expect(result.identified.map((g) => g.datapath).toSorted()).toEqual(alikeInAll(lab, 4));
        expect(code).toBe(1);
      },
    );
  });

  it('says of the legacy control that the host side carried replies, so the host stack was at work', async () => {
    const { code, stdout } = await cli([
      'verify',
      'cilium/same-node',
      '--lab',
      'cilium/same-node-legacy',
      '--json',
    ]);
    expect(onlyResult(stdout).findings[0]).toMatchObject({
      code: 'unexpected',
      tap: 'pod1/lxc',
      leg: 'reply',
      expected: 'none',
      seen: '3 of 3 out',
      meaning: expect.stringMatching(
        /host-side device of pod1 carried the replies .* went through the host stack/,
      ),
    });
    expect(code).toBe(1);
  });

  it('loses nothing of 500 probes a millisecond apart', async () => {
    const { code, stdout } = await cli(['verify', '--count', '500', '--interval', '1', '--json']);
    const result = onlyResult(stdout);
    expect(
      result.taps.map((tap) => [tap.tap, tap.request.seen, tap.reply.seen, tap.kernelDrops]),
    ).toEqual([
      ['pod1/eth0', 500, 500, 0],
      ['pod1/lxc', 500, 0, 0],
      ['pod2/lxc', 0, 500, 0],
      ['pod2/eth0', 500, 500, 0],
    ]);
    expect(code).toBe(0);
  });

  it.each([
    ['tcp', '50000'], // offloaded frames of up to 64 KiB
    ['udp', '1400'],
    ['udp', '5000'], // in fragments
  ])('%s messages of %s bytes do not confuse the join', async (probe, size) => {
    const names = ['cilium/same-node*', 'linux/bridge*', 'linux/vxlan', 'linux/plain-redirect'];
    const { code, stdout } = await cli(['verify', ...names, '--probe', probe, '--size', size]);
    expect(stdout).toMatch(/(✓ .* pass\n\s+){6}/);
    expect(code).toBe(0);
    const control = await cli([
      'verify',
      '--probe',
      probe,
      '--size',
      size,
      '--lab',
      'cilium/same-node-legacy',
    ]);
    expect(control.code).toBe(1);
  });

  it('passes twenty times in a row', async () => {
    for (let i = 0; i < 20; i++) {
      const { code, stdout, stderr } = await cli(['verify', '--count', '1']);
      expect(`${stderr}${stdout}`).toMatch(/^PASS/);
      expect(code).toBe(0);
    }
  });

  it('passes four at the same time, three times', async () => {
    for (let i = 0; i < 3; i++) {
      const codes = await Promise.all(
        [1, 2, 3, 4].map(
          async () => (await cli(['verify', 'cilium/same-node*', 'linux/bridge*'])).code,
        ),
      );
      expect(codes).toEqual([0, 0, 0, 0]);
    }
  });

  it('writes a run folder that holds what it saw', async () => {
    const out = join(scratchFolder(), 'run');
    const { stdout } = await cli(['verify', '--json', '--out', out]);
    const document: RunDocument = JSON.parse(stdout);
    expect(document).toMatchObject({
      schema: 'cni-lab/run/1',
      backend: 'netns',
      verdict: 'pass',
      folder: out,
    });
    expect(document.environment.tools).toMatchObject({ tcpdump: expect.stringMatching(/^\d/) });
    expect(JSON.parse(new TextDecoder().decode(readBytesSync(join(out, 'run.json'))))).toEqual(
      document,
    );
    expect(readdirSync(join(out, 'cilium/same-node')).sort()).toEqual([
      'all-taps.pcapng',
      'pod1-eth0.pcap',
      'pod1-lxc.pcap',
      'pod2-eth0.pcap',
      'pod2-lxc.pcap',
    ]);
    const reader = new CaptureReader();
    reader.push(readBytesSync(join(out, 'cilium/same-node/all-taps.pcapng')));
    reader.end();
    expect(reader.interfaces.map((i) => i.name)).toEqual([
      'pod1/eth0',
      'pod1/lxc',
      'pod2/lxc',
      'pod2/eth0',
    ]);
  });

  it('judges its own pcaps the same way afterwards', async () => {
    const out = join(scratchFolder(), 'run');
    await cli(['verify', '--probe', 'tcp', '--out', out]);
    const taps = ['pod1/eth0', 'pod1/lxc', 'pod2/lxc', 'pod2/eth0'];
    const files = taps.map(
      (tap) => `${tap}=${join(out, 'cilium/same-node', `${tap.replace('/', '-')}.pcap`)}`,
    );
    const { code, stdout } = await cli(['analyze', ...files, '--json']);
    expect(JSON.parse(stdout).result).toMatchObject({
      verdict: 'pass',
      identified: [{ datapath: 'cilium/same-node' }],
    });
    expect(code).toBe(0);
  });

  it('tells several datapaths by one exit code and one tally', async () => {
    const before = [readdirSync('/sys/fs/bpf'), mountsOf('bpf')];
    const { code, stdout } = await cli(['verify', '--all']);
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`✓ +${name} +pass`));
    for (const { name } of NOT_HERE) expect(stdout).toMatch(new RegExp(`\\? +${name} +skipped`));
    expect(code).toBe(0);
    await cli(['doctor']);
    // no bpffs is left, nor anything in one
    expect([readdirSync('/sys/fs/bpf'), mountsOf('bpf')]).toEqual(before);
  });

  it.runIf(NOT_HERE.length > 0)(
    'says of what cannot be had here that it is the kernel, or a program',
    async () => {
      const names = NOT_HERE.map(({ name }) => name);
      const all = await cli(['verify', ...names, '--json']);
      const results: ResultDocument[] = JSON.parse(all.stdout).results;
      expect(results.map(({ verdict, error }) => [verdict, error?.code])).toEqual(
        NOT_HERE.map(({ tools = [] }) => [
          'skipped',
          tools.every(isInstalled) ? 'E_KERNEL_FEATURE' : 'E_TOOL_MISSING',
        ]),
      );
      expect(all.code).toBe(3);
    },
  );

  it.runIf(lacks('netkit'))('says why netkit cannot be had here, and what would', async () => {
    const one = await cli(['verify', 'cilium/netkit-same-node']);
    expect(one.stderr).toMatch(/no netkit devices[\s\S]*mend: +boot a kernel of 6\.7/);
    expect(one.code).toBe(3);
  });

  it.runIf(lacks('ip_vs'))(
    'says why IPVS cannot be had here, and leaves nothing of it',
    async () => {
      const one = await cli(['verify', 'kube-proxy/ipvs']);
      expect(one.stderr).toMatch(/no (dummy devices|IPVS)[\s\S]*mend: +modprobe/);
      expect(one.code).toBe(3);
      const { stdout } = await cli(['doctor']);
      expect(stdout).toMatch(/ip_vs[\s\S]*modprobe -a ip_vs ip_vs_rr/);
    },
  );

  it('leaves nothing but its run folder in the working directory', async () => {
    const cwd = scratchFolder();
    await cli(['verify'], { cwd });
    expect(readdirSync(cwd)).toEqual(['cni-lab-runs']);
    expect((await run('ip', ['netns'])).stdout).not.toContain('cni-lab');
    expect(existsSync('/run/cni-lab')).toBe(false);
  });
});
