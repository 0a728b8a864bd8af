import { plainTexts } from '../../control-characters.ts';
import { type ResultDocument, type RunDocument, titleOf } from '../run-document.ts';

type Level = 'error' | 'warning' | 'notice';

/**
 * A run as annotations of GitHub Actions: an error for each contradiction, a warning for each doubt, a
 * notice for what was skipped. @see docs.github.com, workflow commands
 */
export function annotationsOf(document: RunDocument): string {
  return plainTexts(document).results.flatMap(annotations).join('');
}

function annotations(result: ResultDocument): string[] {
  const { verdict, reason, error, findings } = result;
  const title = titleOf(result);
  if (verdict === 'skipped') return [command('notice', `${title} skipped`, reason)];
  if (error) {
    const { message, why, mend } = error;
    return [command('error', `${title} ${verdict}`, `${message}\n${why}\nto mend it: ${mend}`)];
  }
  return findings.map(({ weight, tap, leg, expected, seen, meaning }) =>
    command(
      weight === 'contradiction' ? 'error' : 'warning',
      [title, tap, leg].filter(Boolean).join(' '),
      `expected ${expected}, seen ${seen}\n${meaning}`,
    ),
  );
}

function command(level: Level, title: string, message: string): string {
  return `::${level} title=${property(title)}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
