import { LabError } from '../errors.ts';
import { CommandError } from '../host/command-error.ts';
import { missingCapability } from '../host/missing-capability.ts';
import { missingTool } from '../host/tools.ts';

/** What went wrong while tcpdump was started. @param stderr what it said so far */
export function asCaptureError(error: unknown, stderr: readonly string[]): unknown {
  if (error instanceof CommandError && error.missingTool) return missingTool(error.missingTool);
  const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
  if (LIMITS.has(code)) return tooMany(code);
  return error instanceof LabError ? error : captureError((error as Error).message, stderr);
}

/** Of processes, of open files, of memory. */
const LIMITS: ReadonlySet<string> = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

function tooMany(code: string): LabError {
  return new LabError('E_CAPTURE', {
    message: 'no more captures could be started',
    why: `${code}: this machine allows no more processes or open files, and tcpdump takes a process for each network namespace`,
    mend: 'capture with --engine tap, which takes one for all; or verify fewer --pairs',
  });
}

/** A capture that could not start, for the reason that tcpdump gave. */
export function captureError(message: string, stderr: readonly string[]): LabError {
  const text = stderr.join('; ');
  const absent = /failed to execute ([\w-]+): No such file/.exec(text)?.[1];
  if (absent) return missingTool(absent);
  if (
    /LINUX_SLL2|immediate-mode|time-stamp-precision/.test(text) &&
    /not a valid|unrecognized|invalid/i.test(text)
  ) {
    return new LabError('E_TOOL_TOO_OLD', {
      message: 'tcpdump is too old to say the direction of a frame',
      why: `4.99 with libpcap 1.10 or newer is needed for LINUX_SLL2; it said: ${text}`,
      mend: 'apt-get install --only-upgrade tcpdump libpcap0.8',
    });
  }
  if (/not permitted|don't have permission/i.test(text)) return missingCapability(text);
  return new LabError('E_CAPTURE', {
    message,
    why: text || 'it said nothing',
    mend: 'cni-lab doctor',
  });
}
