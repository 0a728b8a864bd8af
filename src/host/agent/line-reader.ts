import { StringDecoder } from 'node:string_decoder';

/** Cuts bytes into lines of text, as they come. */
export class LineReader {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  push(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    return lines;
  }

  /** What is left without a newline, if anything. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = '';
    return rest ? [rest] : [];
  }
}
