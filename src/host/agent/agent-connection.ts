/** The two ends of a stream to a shell somewhere else; the shell reads its script from it. */
export interface AgentConnection {
  /** Sends ASCII text to the shell's standard input. Does nothing once the stream is closed. */
  write(text: string): void;
  /** Bytes that the shell's side prints. */
  readonly output: AsyncIterable<Uint8Array>;
  /** Resolves when the stream is closed, from whichever side, with the reason if it was not us. */
  readonly closed: Promise<string | null>;
  /** Closes the shell's standard input, which ends all that it started. */
  close(): void;
}
