import { LineReader } from './agent/line-reader.ts';
import { Queue } from './agent/queue.ts';

/** A process' output, kept until somebody asks for it: standard error by lines. */
export function outputQueues() {
  const stdout = new Queue<Uint8Array>();
  const stderr = new Queue<string>();
  const lines = new LineReader();
  const push = (text: readonly string[]) => {
    for (const line of text) stderr.push(line);
  };
  return {
    ...{ stdout, stderr },
    sink: {
      stdout: (bytes: Uint8Array) => stdout.push(bytes),
      stderr: (bytes: Uint8Array) => push(lines.push(bytes)),
      /** No more of either will come. */
      end: () => {
        stdout.end();
        push(lines.end());
        stderr.end();
      },
    },
  };
}
