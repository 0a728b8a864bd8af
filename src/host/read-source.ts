import { LabError } from '../errors.ts';
import { readTextIfThere } from './read-file.ts';

const FETCH_MS = 30_000;

/** Text of a file or of a URL. @throws LabError E_FILE */
export async function readSource(source: string, signal?: AbortSignal): Promise<string> {
  if (!/^https?:/.test(source)) {
    const text = readTextIfThere(source);
    if (text !== null) return text;
    throw unreadable(source, 'there is no such file', `ls -l ${source}`);
  }
  const deadline = AbortSignal.timeout(FETCH_MS);
  try {
    const response = await fetch(source, {
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    if (response.ok) return await response.text();
    throw new Error(`the server answered ${response.status} ${response.statusText}`);
  } catch (error) {
    signal?.throwIfAborted();
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw unreadable(source, why, 'fetch it where there is a network, and give the file');
  }
}

function unreadable(source: string, why: string, mend: string): LabError {
  return new LabError('E_FILE', { message: `${source} cannot be read`, why, mend });
}
