import { expect, it } from 'vitest';
import { asCaptureError } from '../../src/capture/capture-error.ts';
import { CommandError } from '../../src/host/command-error.ts';

it.each(['EAGAIN', 'EMFILE'])('says that there are too many captures where it was %s', (code) => {
  const cause = Object.assign(new Error(`spawn tcpdump ${code}`), { code });
  const failed = { exitCode: null, signal: null, timedOut: false, stdout: '', stderr: '' };
  const error = new CommandError({ argv: ['tcpdump'], ...failed, cause });
  expect(asCaptureError(error, [])).toMatchObject({
    code: 'E_LIMIT',
    message: expect.stringMatching(/^no more (processes|files) can be/),
    why: expect.stringContaining(code),
  });
});
