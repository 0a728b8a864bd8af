import { mutatedJson } from './mutate-json.ts';
import type { Random } from './random.ts';

const utf8 = new TextEncoder();

export function bytesOf(text: string): Uint8Array {
  return utf8.encode(text);
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** For inputs that are JSON: changed as values. What is no JSON any more stays as it is. */
export function mutateAsJson(words: readonly string[] = []) {
  return (input: Uint8Array, random: Random): Uint8Array => {
    let value: unknown;
    try {
      value = JSON.parse(textOf(input));
    } catch {
      return input;
    }
    return bytesOf(JSON.stringify(mutatedJson(value, random, words)) ?? 'null');
  };
}

/** For inputs of lines: doubled, moved, gone, joined, their words exchanged. */
export function mutateLines(input: Uint8Array, random: Random): Uint8Array {
  const lines = textOf(input).split('\n');
  for (let left = random.size(4); left > 0; left--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? '';
    switch (random.below(6)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(random.below(lines.length + 1), 0, line);
        break;
      case 2:
        lines.splice(at, 2, line + (lines[at + 1] ?? ''));
        break;
      case 3:
        lines[at] = line.replace(/\d+/, () => String(random.word()));
        break;
      default: {
        const words = line.split(/([\s=:,/]+)/);
        const [one, other] = [random.below(words.length), random.below(words.length)];
        [words[one], words[other]] = [words[other]!, words[one]!];
        if (random.once(3)) words.splice(other, 1);
        lines[at] = words.join('');
      }
    }
    if (lines.length === 0) lines.push('');
  }
  return bytesOf(lines.join('\n'));
}
