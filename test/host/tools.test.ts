import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childEnvironment, toolPath } from '../../src/host/environment.ts';
import {
  findTool,
  installCommand,
  LAB_TOOLS,
  missingTool,
  requireTools,
  type Tool,
} from '../../src/host/tools.ts';
import { labErrorOf } from '../support/thrown-by.ts';

describe('the search path for tools', () => {
  it("is the user's own, then the system's, each folder once", () => {
    const path = toolPath({ PATH: '/opt/bin:/usr/bin::/opt/bin' });
    expect(path.slice(0, 2)).toEqual(['/opt/bin', '/usr/bin']);
    expect(path).toContain('/usr/sbin');
    expect(new Set(path).size).toBe(path.length);
    expect(path).not.toContain(''); // which would be the working directory
  });

  it("is the system's where the user has none", () => {
    expect(toolPath({})).toEqual(
      expect.arrayContaining(['/usr/sbin', '/usr/bin', '/sbin', '/bin']),
    );
  });

  it('is all that child processes get to see, with a plain locale', () => {
    const environment = childEnvironment({
      PATH: '/opt/bin',
      LANG: 'de_DE',
      TOKEN: 'x',
      LD_PRELOAD: 'y',
    });
    expect(Object.keys(environment).sort()).toEqual(['LC_ALL', 'PATH']);
    expect(environment.LC_ALL).toBe('C');
    expect(environment.PATH).toMatch(/^\/opt\/bin:/);
  });
});

describe('a tool', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cni-lab-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const NAME = 'cni-lab-no-such-tool';

  it('is found in the first folder that has it', () => {
    const file = join(folder, NAME);
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    expect(findTool(NAME, { PATH: `/nowhere:${folder}` })).toBe(file);
  });

  it('is not found if it may not be run, or is not there', () => {
    expect(findTool(NAME, { PATH: folder })).toBeNull();
    writeFileSync(join(folder, NAME), '');
    chmodSync(join(folder, NAME), 0o644);
    expect(findTool(NAME, { PATH: folder })).toBeNull();
  });

  it('that is missing is named with its package and how to get it', () => {
    const error = labErrorOf(() => requireTools([NAME as Tool]));
    expect(error).toMatchObject({ code: 'E_TOOL_MISSING', exitCode: 3 });
    expect(error.message).toContain(NAME);
    expect(missingTool('tc').mend).toBe(installCommand('iproute2'));
    expect(missingTool('ping').why).toContain('iputils-ping');
  });

  it('is known by its package if a lab needs it', () => {
    for (const tool of LAB_TOOLS)
      expect(missingTool(tool).mend).toMatch(/apt-get install -y [a-z0-9-]+$/);
  });
});
