/** Values made once for each object, by a word for each that it has. They go when the object goes. */
export class Kept<K extends object, W extends string, V extends object> {
  readonly #known = new WeakMap<K, Map<W, V>>();

  /** What was made of it before, or is now. */
  of(key: K, word: W, make: () => V): V {
    const words = this.#known.get(key) ?? new Map<W, V>();
    this.#known.set(key, words);
    const value = words.get(word) ?? make();
    words.set(word, value);
    return value;
  }
}
