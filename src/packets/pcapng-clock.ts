const NS_PER_SECOND = 1_000_000_000n;

/** Turns the 64-bit timestamps of one pcapng interface into nanoseconds since the epoch. */
export class PcapngClock {
  readonly #multiplier: bigint;
  readonly #divisor: bigint;
  readonly #offsetNs: bigint;
  // The high word changes every few seconds at most: its BigInt is worth keeping.
  #high = 0;
  #highTicks = 0n;

  /**
   * `resolution` is if_tsresol: n for units of 10^-n s, or 0x80 | n for 2^-n s. `offsetSeconds`
   * is if_tsoffset. (draft-ietf-opsawg-pcapng, section 4.2)
   */
  constructor(resolution: number, offsetSeconds: bigint) {
    const exponent = BigInt(resolution & 0x7f);
    const ticksPerSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 2n ** exponent;
    const whole = NS_PER_SECOND % ticksPerSecond === 0n;
    this.#multiplier = whole ? NS_PER_SECOND / ticksPerSecond : NS_PER_SECOND;
    this.#divisor = whole ? 1n : ticksPerSecond;
    this.#offsetNs = offsetSeconds * NS_PER_SECOND;
  }

  /** Nanoseconds since the epoch; units finer than a nanosecond are rounded down. */
  timestampNs(high: number, low: number): bigint {
    if (high !== this.#high) {
      this.#high = high;
      this.#highTicks = BigInt(high) << 32n;
    }
    let ns = this.#highTicks + BigInt(low);
    if (this.#multiplier !== 1n) ns *= this.#multiplier;
    if (this.#divisor !== 1n) ns /= this.#divisor;
    return this.#offsetNs === 0n ? ns : ns + this.#offsetNs;
  }
}
