import { resultText } from '../report/result-text.ts';
import { type Style, wrap } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import type { FlowDocument, UnjudgedDocument } from './analysis-document.ts';

/** What `analyze` prints: of each flow its verdict, what it is, and what there is to know besides. */
export function analysisText(
  flows: readonly (FlowDocument | UnjudgedDocument)[],
  style: Style,
): string {
  return flows.map((one) => flowText(one, style)).join('\n\n\n');
}

function flowText(one: FlowDocument | UnjudgedDocument, style: Style): string {
  const note = (text: string) => wrap(printable(text), '    ', style, '  - ');
  if ('error' in one) {
    const { code, message, why, mend } = one.error;
    const head = `${style.colour.yellow.bold('NOT JUDGED')} ${code}: ${printable(message)}`;
    const said = [why, `to mend it: ${mend}`].map((text) => wrap(printable(text), '  ', style));
    return [wrap(head, '  ', style, ''), ...said, '', note(one.flow)].join('\n');
  }
  return `${resultText(one.result, style)}\n\n${[one.flow, ...one.notes].map(note).join('\n')}`;
}
