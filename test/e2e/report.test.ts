import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './support/browser.ts';
import { cli, run, scratchFolder } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

describe.skipIf(CANNOT_RUN)('reports', () => {
  it('are made of a run by verify, and again by report from a copy of its folder', async () => {
    const here = scratchFolder();
    const files = ['--junit', 'a.xml', '--tap', 'a.tap', '--github', 'a.txt', '--html', 'a.html'];
    const first = await cli(['verify', '--out', 'run', '--pcapng', 'a.pcapng', ...files], {
      cwd: here,
    });
    expect(first.code).toBe(0);
    const copy = join(scratchFolder(), 'copy');
    cpSync(join(here, 'run'), copy, { recursive: true });
    rmSync(join(here, 'run'), { recursive: true });
    const again = await cli(['report', copy, '--pcapng', 'b.pcapng', ...files.map(asB)], {
      cwd: here,
    });
    expect(again).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const kind of ['xml', 'tap', 'txt', 'html', 'pcapng']) {
      expect(readFileSync(join(here, `b.${kind}`))).toEqual(readFileSync(join(here, `a.${kind}`)));
    }
    expect(readFileSync(join(here, 'a.txt'), 'utf8')).toBe(''); // it passed
    const text = await cli(['report', copy]);
    expect(text.stdout.replace(/run folder.*/, '')).toBe(first.stdout.replace(/run folder.*/, ''));
    const json = await cli(['report', copy, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'cni-lab/run/1', verdict: 'pass' });
  });

  it('go to standard output by -, and nothing else does', async () => {
    const folder = join(scratchFolder(), 'run');
    await cli(['verify', '--lab', 'cilium/same-node-legacy', 'cilium/same-node', '--out', folder]);
    const { stdout } = await cli(['report', folder, '--tap', '-']);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.1\n/);
    const github = await cli(['report', folder, '--github', '-']);
    expect(github.stdout).toMatch(/^(::error title=cilium\/same-node[^\n]*\n)+$/);
  });

  it('in JUnit are written where nothing could be set up, too', async () => {
    const here = scratchFolder();
    const prefix = ['setpriv', '--reuid', '65534', '--clear-groups'];
    await run('chmod', ['777', here]);
    const { code } = await cli(['verify', '--junit', 'a.xml'], { cwd: here, prefix });
    expect(code).toBe(3);
    expect(readFileSync(join(here, 'a.xml'), 'utf8')).toContain('type="E_NOT_ROOT"');
  });

  it('in pcapng open in tshark without a word, with an interface for each tap and comments where a finding is', async () => {
    const here = scratchFolder();
    await cli(['verify', 'cilium/same-node', '--lab', 'cilium/same-node-legacy', '--out', 'run'], {
      cwd: here,
    });
    await cli(['report', 'run', '--pcapng', 'all.pcapng'], { cwd: here });
    const fields = ['-T', 'fields', '-e', 'frame.interface_name', '-e', 'frame.comment'];
    const { stdout, stderr, code } = await run('tshark', ['-r', 'all.pcapng', ...fields], here);
    expect(code).toBe(0);
    expect(stderr.replace(/Running as user "root".*\n?/, '')).toBe('');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(new Set(rows.map(([name]) => name))).toEqual(
      new Set(['pod1/eth0', 'pod1/lxc', 'pod2/lxc', 'pod2/eth0']),
    );
    const commented = rows.filter(([, comment]) => comment);
    expect(commented).toHaveLength(6); // three replies at one host side, three requests at the other
    expect(new Set(commented.map(([name]) => name))).toEqual(new Set(['pod1/lxc', 'pod2/lxc']));
    expect(commented[0]![1]).toContain('expected none, seen 3 of 3 out');
  });

  it('are not made of a folder that is none, damaged, or of a newer cni-lab', async () => {
    const here = scratchFolder();
    const none = await cli(['report', here, '--json']);
    expect(none.code).toBe(2);
    expect(JSON.parse(none.stdout).error.code).toBe('E_RUN_FOLDER');
    writeFileSync(join(here, 'run.json'), '{"schema": "cni-lab/run/7"}');
    const newer = await cli(['report', here]);
    expect(newer.code).toBe(2);
    expect(newer.stderr).toContain('cni-lab/run/7');
  });
});

describe.skipIf(CANNOT_RUN)('the HTML report', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  async function reportOf(...args: string[]): Promise<string> {
    const folder = scratchFolder();
    await cli(['verify', ...args, '--html', 'report.html'], { cwd: folder });
    return join(folder, 'report.html');
  }

  it('draws the lab, plays the way of a packet, and says why a tap stays dark', async () => {
    const { page, complaints } = await openPage(browser, await reportOf());
    expect(await page.title()).toBe('PASS cilium/same-node: cni-lab');
    expect(await page.locator('.stage .room').allTextContents()).toEqual(['pod1', 'node1', 'pod2']);
    expect(await page.locator('.lamp.lit').count()).toBe(6);
    const dark = page.locator('.lamp.dark');
    expect(await dark.count()).toBe(2);
    const reasons = await dark.evaluateAll((all) =>
      all.map((one) => one.getAttribute('aria-label')),
    );
    expect(reasons).toEqual([
      'pod1/lxc, reply: none seen, as expected: replies jump past it into pod1',
      'pod2/lxc, request: none seen, as expected: requests jump past it into pod2',
    ]);

    const caption = page.locator('.step');
    const forward = page.getByLabel('one step forward');
    for (let i = 0; i < 3; i++) await forward.click();
    await caption.getByText('comes into pod2 by eth0').waitFor();
    expect(await caption.textContent()).toContain('lxc2 in node1 sees nothing of it');
    expect(await page.locator('.lamp.visited').count()).toBe(3);
    expect(await page.locator('.lamp.passed').count()).toBe(1);
    await page.getByLabel('one step back').click();
    expect(await caption.textContent()).toContain('comes into node1 by lxc1');
    await page.getByLabel('step of the way').fill('6');
    expect(await caption.textContent()).toContain('comes into pod1 by eth0');
    expect(await page.locator('.lamp.visited').count()).toBe(6);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('moves the packet while it plays, and stops where it is told to', async () => {
    const { page, complaints } = await openPage(browser, await reportOf());
    const packet = page.locator('circle.packet');
    await page.getByLabel('play', { exact: true }).click();
    const places = new Set<string | null>();
    await expect
      .poll(async () => places.add(await packet.getAttribute('cy')).size, { timeout: 10_000 })
      .toBeGreaterThan(4);
    await page.getByLabel('pause').click();
    await page.getByLabel('play', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('can be used by keys alone, and without motion', async () => {
    const { page } = await openPage(browser, await reportOf(), { reducedMotion: 'reduce' });
    await page.getByLabel('one step forward').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await page.locator('.step').textContent()).toContain('2/6');
    await page.locator('.lamp').first().focus();
    expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe('img');
    await page.close();
  });

  it('has the findings first where it fails', async () => {
    const file = await reportOf('cilium/same-node', '--lab', 'cilium/same-node-legacy');
    const { page, complaints } = await openPage(browser, file);
    const tops = await page
      .locator('.findings, .stage, .witnesses')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(await page.locator('.lamp.wrong').count()).toBe(2);
    expect(await page.locator('.findings li').first().textContent()).toContain(
      'pod1/lxc reply: expected none, seen 3 of 3 out',
    );
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each([
    ['on a phone', 390, 'light'],
    ['on a phone in the dark', 390, 'dark'],
    ['on a projector', 1024, 'dark'],
  ] as const)('fits %s', async (_, width, colorScheme) => {
    const { page } = await openPage(browser, await reportOf('cilium/xdp-tx'), {
      width,
      colorScheme,
    });
    const wide = await page.evaluate('document.documentElement.scrollWidth');
    expect(wide).toBeLessThanOrEqual(width);
    await page.close();
  });

  it('prints without what only a screen can do', async () => {
    const { page } = await openPage(browser, await reportOf());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.panel').isVisible()).toBe(false);
    expect(await page.locator('.stage').isVisible()).toBe(true);
    expect(await page.locator('table.taps').isVisible()).toBe(true);
    await page.close();
  });

  it('holds many datapaths, each opened by what leads to it', async () => {
    const file = await reportOf('cilium/*', 'linux/*', '--count', '2');
    const { page, complaints } = await openPage(browser, file);
    const names = await page.locator('nav a').allTextContents();
    expect(names.length).toBeGreaterThan(30);
    expect(statSync(file).size / names.length).toBeLessThan(3_000_000 / 40);
    const link = page.locator('nav a.pass').last();
    const section = page.locator((await link.getAttribute('href'))!);
    expect(await section.getAttribute('open')).toBeNull();
    await link.click();
    expect(await section.getAttribute('open')).not.toBeNull();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

function asB(arg: string): string {
  return arg.replace(/^a\./, 'b.');
}
