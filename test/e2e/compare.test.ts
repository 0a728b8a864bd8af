import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPage, startBrowser } from './support/browser.ts';
import { cli, scratchFolder } from './support/cli.ts';
import { CANNOT_RUN } from './support/root.ts';

describe.skipIf(CANNOT_RUN)('compare', () => {
  it('sets legacy beside host routing: as text, as JSON, as a page', async () => {
    const cwd = scratchFolder();
    await cli(['verify', 'cilium/same-node-legacy', '--out', 'legacy'], { cwd });
    await cli(['verify', 'cilium/same-node', '--out', 'fast'], { cwd });
    const text = await cli(['compare', 'legacy', 'fast'], { cwd });
    expect(text.code).toBe(0);
    expect(text.stdout).toContain('2 of 8 taps and legs differ');
    expect(text.stdout).toMatch(/pod1\/lxc in to pod2\/lxc out/);
    const json = JSON.parse((await cli(['compare', 'legacy', 'fast', '--json'], { cwd })).stdout);
    expect(json).toMatchObject({ schema: 'cni-lab/comparison/1', different: 2 });

    await cli(['compare', 'legacy', 'fast', '--html', 'both.html'], { cwd });
    const browser = await startBrowser();
    const { page, complaints } = await openPage(browser, join(cwd, 'both.html'));
    expect(await page.locator('svg.stage').count()).toBe(2);
    expect(await page.locator('td.different').count()).toBe(4);
    expect(complaints).toEqual([]);
    await browser.close();
  });

  it('asks which, where a run has several', async () => {
    const cwd = scratchFolder();
    await cli(['verify', 'linux/veth', 'linux/bridge', '--out', 'two'], { cwd });
    const unclear = await cli(['compare', 'two', 'two', '--json'], { cwd });
    expect(unclear.code).toBe(2);
    expect(JSON.parse(unclear.stdout).error.why).toContain('linux/bridge');
    const clear = await cli(['compare', 'two', 'two', '--datapath', 'linux/veth'], { cwd });
    expect(clear.stdout).toContain('every tap saw the same in both');
  });
});
