/** Words as a sentence: with a capital, and a full stop where nothing else ends it. */
export function sentence(words: string): string {
  const whole = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.?!)]$/.test(whole) ? whole : `${whole}.`;
}
