/** Some of these, each once, in an order of chance. @param random from 0 to below 1 */
export function byChance<T>(
  from: readonly T[],
  count: number,
  random: () => number = Math.random,
): T[] {
  const left = [...from];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen;
}
