/** What a terminal showed, and when, as asciinema plays it (asciicast v2). */
export class Cast {
  readonly #header: object;
  readonly #start: number;
  readonly #now: () => number;
  readonly #events: string[] = [];

  /** @param now milliseconds */
  constructor(width: number, height: number, now: () => number = Date.now) {
    this.#now = now;
    this.#start = now();
    const timestamp = Math.floor(this.#start / 1000);
    this.#header = { version: 2, width, height, timestamp, title: 'cni-lab demo' };
  }

  wrote(text: string): void {
    const seconds = (this.#now() - this.#start) / 1000;
    // a terminal in raw mode needs both
    this.#events.push(JSON.stringify([seconds, 'o', text.replaceAll(/\r?\n/g, '\r\n')]));
  }

  toString(): string {
    return `${[JSON.stringify(this.#header), ...this.#events].join('\n')}\n`;
  }
}
