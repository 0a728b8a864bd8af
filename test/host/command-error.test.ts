import { describe, expect, it } from 'vitest';
import { CommandError, type CommandFailure } from '../../src/host/command-error.ts';

const failure: CommandFailure = {
  argv: ['ip', 'link', 'add', 'name', "it's"],
  ...{ exitCode: 2, signal: null, timedOut: false, stdout: '', stderr: '' },
};

const error = (fields: Partial<CommandFailure>) => new CommandError({ ...failure, ...fields });

describe('a command that failed', () => {
  it.each<[Partial<CommandFailure>, string]>([
    [{}, 'exit code 2'],
    [{ exitCode: null, signal: 'SIGKILL' }, 'ended by SIGKILL'],
    [{ exitCode: null, signal: 'SIGTERM', timedOut: true }, 'took too long'],
    [{ exitCode: null }, 'could not start'],
  ])('says how it ended: %j', (fields, ending) => {
    expect(error(fields).message).toBe(String.raw`ip link add name 'it'\''s': ${ending}`);
  });

  it('can be pasted', () => {
    expect(error({}).line).toBe(String.raw`ip link add name 'it'\''s'`);
  });

  it('shows the last lines of its complaint, and keeps all of its output', () => {
    const lines = Array.from({ length: 9 }, (_, i) => `line ${i}`);
    const failed = error({ stderr: `${lines.join('\n')}\n\n`, stdout: 'out\n' });
    expect(failed.message).toMatch(/: exit code 2: line 4\n.*line 8$/s);
    expect(failed.stderr).toBe(lines.join('\n'));
    expect(failed.stdout).toBe('out\n');
  });

  it('keeps its cause', () => {
    const cause = new Error('why');
    expect(error({ cause }).cause).toBe(cause);
  });

  it('knows the tool that is missing, here or inside a namespace', () => {
    const enoent = Object.assign(new Error('spawn'), { code: 'ENOENT' });
    expect(error({ exitCode: null, cause: enoent }).missingTool).toBe('ip');
    const inside = error({
      stderr: 'nsenter: failed to execute tcpdump: No such file or directory',
    });
    expect(inside.missingTool).toBe('tcpdump');
    expect(error({ stderr: 'Cannot find device' }).missingTool).toBeNull();
  });
});
