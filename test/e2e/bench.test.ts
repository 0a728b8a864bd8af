import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BenchDocument, EntryDocument } from '../../src/bench/bench-document.ts';
import { openPage, startBrowser } from './support/browser.ts';
import { cli, run, scratchFolder, startCli, until } from './support/cli.ts';
import { lacks } from './support/here.ts';
import { leftovers } from './support/leftovers.ts';
import { CANNOT_RUN } from './support/root.ts';

/** As little as there can be: what slices come to is of no interest here, only what is made of them. */
const TINY = ['--rounds', '3', '--slice', '5'];
const LONG = ['--rounds', '1000', '--slice', '20', '--measure', 'udp', '--verbose'];

/** What it says of its progress once a round is over: of several that were told at once, the last. */
const PAST_FIRST = /round ([2-9]|\d\d+) of/;

function entriesOf(stdout: string): readonly EntryDocument[] {
  return (JSON.parse(stdout) as BenchDocument).groups.flatMap(({ entries }) => entries);
}

/** A datapath of a file that is not what it says: the flagship's signature, on a lab without its programs. */
async function impostor(cwd: string): Promise<string> {
  const { stdout } = await cli(['list', '--export', 'cilium/same-node']);
  const changed = stdout.replaceAll('object: redirect-peer', 'object: redirect');
  expect(changed).not.toBe(stdout);
  writeFileSync(join(cwd, 'impostor.yaml'), changed);
  return 'impostor.yaml';
}

/** Starts one that takes its time, and returns when it is measuring. */
async function measuring(args: readonly string[], cwd = scratchFolder()) {
  const started = startCli(['bench', ...args, ...LONG], { cwd });
  let told = '';
  started.child.stderr!.on('data', (chunk) => {
    told += chunk;
  });
  await until(() => PAST_FIRST.test(told), 'it measures', 100);
  return { ...started, cwd };
}

describe.skipIf(CANNOT_RUN)('bench', { timeout: 240_000 }, () => {
  afterEach(() => expect(leftovers()).toEqual([]));

  it('verifies and measures what eBPF host routing is held against, on one node and across two', async () => {
    const cwd = scratchFolder();
    const args = ['bench', ...TINY, '--timeout', '200', '--out', 'kept', '--json'];
    const { code, stdout } = await cli(args, { cwd });
    expect(code).toBe(0);
    const document: BenchDocument = JSON.parse(stdout); // by the published schema, or cli() would have thrown
    expect(document.groups.map(({ placement }) => placement)).toEqual(['same-node', 'cross-node']);
    for (const { entries, baseline } of document.groups) {
      const [first, second] = entries;
      expect(first).toMatchObject({ role: 'baseline', datapath: baseline });
      expect(second).toMatchObject({ role: 'again', datapath: baseline });
      const measured = entries.filter(({ figures }) => figures.length > 0);
      expect(measured.length).toBeGreaterThanOrEqual(5);
      for (const one of measured) {
        expect(one.verdict).toBe('pass');
        expect(one.verifications.map(({ when, probe, verdict }) => [when, probe, verdict])).toEqual(
          [
            ...[
              ['before', 'udp', 'pass'],
              ['before', 'tcp', 'pass'],
            ],
            ...[
              ['after', 'udp', 'pass'],
              ['after', 'tcp', 'pass'],
            ],
          ],
        );
        for (const [i, { values, ratios, absolute, conclusion }] of one.figures.entries()) {
          expect(values).toHaveLength(3);
          expect(absolute!.count).toBe(3);
          if (one.role === 'baseline') continue;
          const by = first!.figures[i]!.values;
          expect(ratios).toEqual(values.map((value, round) => value! / by[round]!));
          // three rounds name nobody
          expect(conclusion).toBe(one.role === 'again' ? null : 'too few rounds');
        }
      }
    }
    expect(readdirSync(join(cwd, 'kept')).toSorted()).toEqual(['bench.html', 'bench.json']);
    expect(JSON.parse(readFileSync(join(cwd, 'kept/bench.json'), 'utf8'))).toEqual(document);
  });

  it('says why netkit is not measured, where the kernel has none', async () => {
    const { code, stdout } = await cli(['bench', 'cilium/netkit-same-node', ...TINY, '--json']);
    const netkit = entriesOf(stdout).find(({ role }) => role === 'contender')!;
    expect(netkit.verdict).toBe(lacks('netkit') ? 'skipped' : 'pass');
    expect(netkit.figures.length > 0).toBe(!lacks('netkit'));
    if (lacks('netkit')) expect(netkit.reason).toContain('netkit');
    expect(code).toBe(0); // its baseline passed
  });

  it('measures the host stack with more and less of netfilter over IPv6, too', async () => {
    const variants = ['bench/legacy-bare', 'bench/legacy-nat-200', 'bench/legacy-filter-200'];
    const args = ['bench', ...variants, ...TINY, '--measure', 'udp', '--family', '6', '--json'];
    const { code, stdout } = await cli(args);
    expect(code).toBe(0);
    const entries = entriesOf(stdout);
    expect(entries.map(({ verdict }) => verdict)).toEqual(Array(5).fill('pass'));
    expect(entries.every(({ figures, lost }) => figures.length === 1 && lost === 0)).toBe(true);
  });

  it('does not measure what is not the datapath that it is named for', async () => {
    const cwd = scratchFolder();
    const file = await impostor(cwd);
    const { code, stdout } = await cli(['bench', file, 'linux/bridge', ...TINY, '--json'], { cwd });
    expect(code).toBe(1);
    const [baseline, again, ...others] = entriesOf(stdout);
    const wrong = others.find(({ datapath }) => datapath.startsWith('my/'))!;
    expect(wrong).toMatchObject({ verdict: 'fail', figures: [] });
    expect(wrong.reason).toContain('before it was measured');
    expect(wrong.verifications[0]!.findings.length).toBeGreaterThan(0);
    const bridge = others.find(({ datapath }) => datapath === 'linux/bridge')!;
    for (const one of [baseline!, again!, bridge]) expect(one.figures.length).toBe(4);
  });

  it('measures nothing against a baseline that is not what it is named for', async () => {
    const cwd = scratchFolder();
    const file = await impostor(cwd);
    const args = ['bench', 'linux/bridge', '--against', file, ...TINY, '--json'];
    const { code, stdout } = await cli(args, { cwd });
    expect(code).toBe(1);
    const entries = entriesOf(stdout);
    expect(entries.every(({ figures }) => figures.length === 0)).toBe(true);
    expect(entries.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'skipped']);
    expect(entries[2]!.reason).toContain('its baseline');
  });

  it('does not count what is another datapath in the end, and captures nothing meanwhile', async () => {
    const args = ['bench', 'linux/plain-redirect', '--measure', 'udp', '--verbose', '--json'];
    const { child, ended } = startCli([...args, '--rounds', '200', '--slice', '20']);
    let told = '';
    child.stderr!.on('data', (chunk) => {
      told += chunk;
    });
    await until(() => PAST_FIRST.test(told), 'it measures', 100);
    const loads = leftovers().filter((line) => line.includes('dist/load'));
    expect(loads).toHaveLength(1);
    const pid = Number.parseInt(loads[0]!, 10);
    process.kill(pid, 'SIGSTOP'); // however slow this machine is, it is in the midst of it
    expect(leftovers().filter((line) => line.includes('tcpdump'))).toEqual([]);
    const record = readdirSync('/run/cni-lab')
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join('/run/cni-lab', name), 'utf8')))
      .find(({ datapath }) => datapath === 'linux/plain-redirect');
    const netns = `cni-lab.${record.name}.node1`;
    const gone = await run('tc', ['-n', netns, 'filter', 'del', 'dev', 'lxc1', 'ingress']);
    expect(gone.code).toBe(0);
    process.kill(pid, 'SIGCONT');
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    const other = entriesOf(stdout).find(({ role }) => role === 'contender')!;
    expect(other).toMatchObject({ verdict: 'fail', figures: [] });
    expect(other.reason).toContain('after it was measured');
    expect(other.verifications.map(({ when, verdict }) => [when, verdict])).toEqual([
      ['before', 'pass'],
      ['after', 'fail'],
    ]);
  });

  it('measures what is asked for alone, and tells the seed of its order', async () => {
    const args = ['bench', 'linux/bridge', ...TINY, '--measure', 'rr', '--seed', '7', '--json'];
    const document: BenchDocument = JSON.parse((await cli(args)).stdout);
    expect(document).toMatchObject({ seed: 7, measures: ['rr'], rounds: 3, sliceMs: 5 });
    expect(document.metrics.map(({ name }) => name)).toEqual(['rr-latency', 'rr-rate']);
  });

  it('draws a page that needs nothing else, in light and dark', async () => {
    const cwd = scratchFolder();
    const { code } = await cli(['bench', 'linux/bridge', ...TINY, '--html', 'page.html'], { cwd });
    expect(code).toBe(0);
    const browser = await startBrowser();
    for (const colorScheme of ['light', 'dark'] as const) {
      const file = join(cwd, 'page.html');
      const { page, complaints } = await openPage(browser, file, { colorScheme, width: 390 });
      expect(await page.locator('svg.ratios').count()).toBe(4);
      expect(await page.locator('svg.ratios').first().locator('circle').count()).toBe(6);
      expect(await page.getByRole('img', { name: /TCP_RR.*latency/ }).count()).toBe(1);
      expect(await page.locator('.published dt').count()).toBe(2);
      expect(complaints).toEqual([]);
      const beyond = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(beyond).toBeLessThanOrEqual(0);
    }
    await browser.close();
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'broken off by %s leaves nothing',
    async (signal) => {
      const { child, ended, cwd } = await measuring(['linux/bridge', '--out', 'kept']);
      child.kill(signal);
      const { code, stderr } = await ended;
      expect(code).toBe(130);
      expect(stderr).toContain(`E_INTERRUPTED: interrupted by ${signal}`);
      expect(existsSync(join(cwd, 'kept'))).toBe(false);
    },
  );

  it('killed, leaves no traffic, and nothing that down --all does not remove', async () => {
    const { child, ended } = await measuring(['linux/bridge']);
    child.kill('SIGKILL');
    await ended;
    const loads = () => leftovers().some((line) => line.includes('dist/load'));
    await until(() => !loads(), 'what sends the traffic has ended');
    expect((await cli(['down', '--all'])).code).toBe(0);
  });

  it('gives up when its time is up, and says so', async () => {
    const { code, stderr } = await cli(['bench', 'linux/bridge', ...LONG, '--timeout', '3']);
    expect(code).toBe(4);
    expect(stderr).toContain('E_TIMEOUT');
  });

  it.each([
    [['bench', 'linux/bridge', '--against', 'cilium/cross-node'], 2, 'E_USAGE'],
    [['bench', 'bench/fast'], 2, 'E_UNKNOWN_DATAPATH'],
    [['bench', '--measure', 'udp,icmp'], 2, 'E_USAGE'],
    [['bench', '--rounds', '0'], 2, 'E_USAGE'],
    [['bench', '--out', '/proc/nowhere'], 2, 'E_OUT_UNWRITABLE'],
  ] as const)('%j is refused', async (args, exitCode, error) => {
    const { code, stderr, stdout } = await cli(args);
    expect(code).toBe(exitCode);
    expect(stderr).toContain(error);
    expect(stdout).toBe('');
  });

  it('skips what has nothing to measure, and says why', async () => {
    const { code, stdout } = await cli(['bench', 'kube-proxy/iptables', ...TINY, '--json']);
    expect(entriesOf(stdout).at(-1)).toMatchObject({ verdict: 'skipped', figures: [] });
    expect(entriesOf(stdout).at(-1)!.reason).toContain('service');
    expect(code).toBe(0);
  });
});
