import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Frame,
  FrameReader,
  killOrder,
  READY,
  startOrder,
} from '../../../src/host/agent/agent-protocol.ts';
import { endedBy } from '../../../src/host/agent/linux-signals.ts';
import { anyText } from './any-text.ts';

const framesOf = (text: string) =>
  new FrameReader().push(Buffer.from(`${READY}\n${text}`)).slice(1);

describe('an order', () => {
  it('has plain words as they stand', () => {
    expect(startOrder(7, 'stream', ['ip', '-j', 'link', ''])).toBe('stream 7 - =ip =-j =link =\n');
  });

  it('has octal digits for all that a shell could take for more', () => {
    expect(startOrder(7, 'whole', ['echo', "a b\n'ä%"])).toBe(
      'whole 7 - =echo %a\\0040b\\0012\\0047\\0303\\0244\\0045\n',
    );
  });

  it('has the input in base64', () => {
    expect(startOrder(7, 'whole', ['cat'], 'x\n')).toBe('whole 7 +eAo= =cat\n');
    expect(startOrder(7, 'whole', ['cat'], '')).toBe('whole 7 + =cat\n');
  });

  it('is one line of plain words whatever the arguments are', () => {
    fc.assert(
      fc.property(fc.array(anyText), (args) => {
        expect(startOrder(1, 'whole', ['x', ...args])).toMatch(/^[\w@%+=:,./\\ -]*\n$/);
      }),
    );
  });

  it('cannot have a NUL in an argument', () => {
    expect(() => startOrder(1, 'whole', ['echo', 'a\0b'])).toThrow(TypeError);
  });

  it('names a signal as a shell does', () => {
    expect(killOrder(12, 'SIGUSR1')).toBe('kill USR1 12\n');
  });
});

describe('the frame reader', () => {
  it('reads every kind of frame', () => {
    expect(
      framesOf(
        'started 1 99\no 1 AP8=\ne 1  x\ne 1 \nb 1 eQ==\ndead 1 3\nend 1\nmissing 2\npong\n',
      ),
    ).toEqual([
      { kind: 'started', id: 1, pid: 99 },
      { kind: 'stdout', id: 1, bytes: Buffer.from([0, 255]) },
      { kind: 'stderr', id: 1, bytes: Buffer.from(' x\n') },
      { kind: 'stderr', id: 1, bytes: Buffer.from('\n') },
      { kind: 'stderr', id: 1, bytes: Buffer.from('y') },
      { kind: 'dead', id: 1, status: 3 },
      { kind: 'end', id: 1 },
      { kind: 'missing', id: 2 },
      { kind: 'pong' },
    ]);
  });

  it('gives the same frames however the bytes are cut', () => {
    const all = Buffer.from(
      `hello\n${READY}\nstarted 1 9\ne 1 grün 12 3\no 1 AAEC\ndead 1 0\nend 1\n`,
    );
    const whole = new FrameReader().push(all);
    fc.assert(
      fc.property(fc.array(fc.nat(all.length)), (cuts) => {
        const reader = new FrameReader();
        const frames: Frame[] = [];
        let start = 0;
        for (const end of [...cuts.sort((a, b) => a - b), all.length]) {
          frames.push(...reader.push(all.subarray(start, end)));
          start = end;
        }
        expect(frames).toEqual(whole);
      }),
    );
  });

  it('keeps what comes before the first word of the shell, which may be why there is none', () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.from('exec failed: sh: not\nfound'))).toEqual([]);
    expect(reader.noise).toBe('exec failed: sh: not\nfound');
  });

  it('refuses what no agent prints: bytes may be missing', () => {
    expect(() => framesOf('o 1 AAo 2 BB==\nx\n')).toThrow(/no frame: "x"/);
  });
});

describe('the status of a shell', () => {
  it('is an exit code or, from 129 on, a signal of Linux', () => {
    expect(endedBy(0)).toEqual({ exitCode: 0, signal: null });
    expect(endedBy(128)).toEqual({ exitCode: 128, signal: null });
    expect(endedBy(137)).toEqual({ exitCode: null, signal: 'SIGKILL' });
    expect(endedBy(138)).toEqual({ exitCode: null, signal: 'SIGUSR1' });
    expect(endedBy(143)).toEqual({ exitCode: null, signal: 'SIGTERM' });
    expect(endedBy(255)).toEqual({ exitCode: 255, signal: null });
  });
});
