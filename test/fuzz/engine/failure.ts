/** Something that did not hold of an input. */
export interface Failure {
  /** The same for what is likely the same defect: numbers and quoted text left out. */
  readonly signature: string;
  /** The error with its stack; of a hang or of memory what is known. */
  readonly text: string;
}

/** What a target throws of its own where something does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { signature: typeof error, text: String(error) };
  const { name, message, stack } = error;
  const [said = ''] = message.split('\n');
  const words = said.replace(/"[^"]*"|'[^']*'|\d+/g, '#').slice(0, 100);
  return { signature: `${name}: ${words}`, text: stack ?? `${name}: ${message}` };
}
