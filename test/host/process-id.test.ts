import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAlive, thisProcess } from '../../src/host/process-id.ts';

describe.runIf(process.platform === 'linux')('the identity of a process', () => {
  it('is alive while it runs', () => {
    const me = thisProcess();
    expect(me).toEqual({ pid: process.pid, startTime: expect.stringMatching(/^\d+$/) });
    expect(isAlive(me)).toBe(true);
  });

  it('is not that of a later process with the same number', () => {
    expect(isAlive({ ...thisProcess(), startTime: '1' })).toBe(false);
    expect(isAlive({ ...thisProcess(), startTime: '' })).toBe(false);
  });

  it('is dead when the process has ended', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const startTime = startTimeOf(child.pid!);
    expect(isAlive({ pid: child.pid!, startTime })).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive({ pid: child.pid!, startTime })).toBe(false);
  });

  it('is dead when nothing but its exit code is left', async () => {
    // sleep takes the place of the shell and never asks how cat ended
    const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 60']);
    const [pid] = (await once(parent.stdout, 'data')).map(Number);
    await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
    parent.stdin.end();
    await expect.poll(() => statOf(pid!)[0]).toBe('Z');
    expect(isAlive({ pid: pid!, startTime: startTimeOf(pid!) })).toBe(false);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });

  it('is read right though the program has a nasty name', async () => {
    const child = spawn('sh', ['-c', 'printf ") R 1 (" > /proc/$$/comm; echo; read x']);
    await once(child.stdout, 'data');
    const startTime = startTimeOf(child.pid!);
    expect(isAlive({ pid: child.pid!, startTime })).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});

/** What /proc tells of a process, from its state on: what stands behind its name. */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return /.*\) (.*)/s.exec(stat)![1]!.split(' ');
}

function startTimeOf(pid: number): string {
  return statOf(pid)[19]!;
}
