import { plainTexts } from '../../control-characters.ts';
import { type ResultDocument, type RunDocument, titleOf } from '../run-document.ts';

/**
 * A run as TAP, version 14 (testanything.org): a test point for each datapath, with a subtest of one
 * for each tap. What is inconclusive is not ok.
 */
export function tapOf(document: RunDocument): string {
  const { results } = plainTexts(document);
  const lines = results.flatMap((result, i) => [
    ...subtest(result),
    `${point(result.verdict !== 'fail' && result.verdict !== 'inconclusive', i, titleOf(result))}${directive(result)}`,
    ...diagnosis(result),
  ]);
  return `${['TAP version 14', `1..${results.length}`, ...lines].join('\n')}\n`;
}

function subtest(result: ResultDocument): string[] {
  const { taps, findings } = result;
  if (taps.length === 0) return [];
  const points = taps.flatMap(({ tap }, i) => {
    const here = findings.filter((finding) => finding.tap === tap);
    const said = here.map(({ leg, expected, seen, meaning }) => ({
      ...(leg && { leg }),
      ...{ expected, seen, meaning },
    }));
    return [point(here.length === 0, i, tap), ...yaml({ findings: said }, said.length)];
  });
  const inside = [`1..${taps.length}`, ...points].map((line) => `    ${line}`);
  return [`# Subtest: ${escaped(titleOf(result))}`, ...inside];
}

function diagnosis({ verdict, reason, error, identified }: ResultDocument): string[] {
  if (verdict === 'pass' || verdict === 'skipped') return [];
  const looksLike = identified.map((guess) => guess.datapath);
  return yaml({ verdict, reason, ...(error && { error }), looksLike }, 1);
}

/** JSON is YAML, too. */
function yaml(content: object, count: number): string[] {
  if (count === 0) return [];
  const lines = Object.entries(content).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)}`,
  );
  return ['  ---', ...lines, '  ...'];
}

function point(ok: boolean, index: number, name: string): string {
  return `${ok ? 'ok' : 'not ok'} ${index + 1} - ${escaped(name)}`;
}

function directive({ verdict, reason }: ResultDocument): string {
  return verdict === 'skipped' ? ` # SKIP ${escaped(reason)}` : '';
}

/** A hash begins a directive, a line break ends the point. */
function escaped(text: string): string {
  return text.replaceAll(/[\\#]/g, '\\$&').replaceAll(/\p{Cc}/gu, ' ');
}
