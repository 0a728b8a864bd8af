import { describe, expect, it } from 'vitest';
import { checkKind } from '../../src/doctor/kind-checks.ts';
import { dockerInfo, FakeRunner, fakeMachine } from '../labs/kind/preflight-fakes.ts';

describe("the doctor's look at kind clusters", () => {
  it('says what is there', async () => {
    const findings = await checkKind(new FakeRunner(), fakeMachine());
    expect(findings.map((f) => [f.name, f.ok, f.found])).toEqual([
      ['docker', true, 'engine 20.10.24+dfsg1'],
      ['cgroup', true, 'v2'],
      ['kind', true, 'kind v0.30.0 go1.26.8 linux/amd64'],
      ['helm', true, 'v3.19.5'],
      ['inotify watches', true, '524288'],
      ['inotify instances', true, '512'],
      ['docker disk', true, '100.0 GiB free in /var/lib/docker'],
      ['memory', true, '16.0 GiB free on this machine'],
    ]);
  });

  it('calls nothing of it bad, for embedded labs run without', async () => {
    const none = { docker: 'MISSING', kind: 'MISSING', helm: 'MISSING' } as const;
    const script = {
      'docker info': 'MISSING',
      'docker image ls': 'MISSING',
      'docker ps': 'MISSING',
      'kind version': 'MISSING',
      'helm version': 'MISSING',
      ...none,
    } as const;
    const findings = await checkKind(new FakeRunner(script), fakeMachine());
    expect(findings.filter((f) => f.ok === false)).toEqual([]);
    for (const tool of ['docker', 'kind', 'helm']) {
      const finding = findings.find((f) => f.name === tool);
      expect(finding).toMatchObject({
        ok: null,
        found: `${tool} is not installed`,
        group: 'kind clusters',
      });
      expect(finding?.mend).toContain(tool);
    }
  });

  it('names each thing once, with its mend', async () => {
    const runner = new FakeRunner({
      'docker info': dockerInfo({ CgroupVersion: '1' }),
      'docker image ls': '',
    });
    const findings = await checkKind(runner, fakeMachine({ inotify: () => 128 }));
    const poor = findings.filter((f) => f.ok === null);
    expect(poor.map((f) => f.name)).toEqual([
      'cgroup',
      'node image',
      'inotify watches',
      'inotify instances',
    ]);
    expect(poor.every((f) => f.mend)).toBe(true);
    expect(new Set(findings.map((f) => f.name)).size).toBe(findings.length);
  });
});
