import { type Compared, type Comparison, outcomeWords } from '../../compare/comparison.ts';
import type { LegTime } from '../../compare/hop-times.ts';
import { spreadText } from '../../compare/spread-text.ts';
import { type Content, type Markup, markup } from '../../ui/markup.ts';
import { sentence } from '../../ui/sentence.ts';
import { LEGS } from '../../verdict/join-key.ts';
import { drawingOf } from './drawing.ts';
import { pageShell } from './page-shell.ts';
import { stage } from './stage.ts';

/** Two runs as one page: drawn side by side, then what differs, then what the hops took. */
export function comparisonPage(
  comparison: Comparison,
  compared: readonly [Compared, Compared],
): string {
  const { runs, taps, notes } = comparison;
  const said = sentence(outcomeWords(comparison));
  const names = runs.map(({ lab, datapath }) => lab ?? datapath);
  return pageShell(
    `${names.join(' against ')}: cni-lab`,
    markup`<header><p class="brand">cni-lab <small>comparison</small></p><h1>${names[0]} against ${names[1]}</h1><p class="reason">${said}</p></header>
<main><div class="sides">${compared.map((one, i) => side(one, 'AB'[i]!))}</div>
<div class="scroll"><table class="compared"><caption>What each tap saw</caption><thead><tr><th scope="col">tap</th>${LEGS.flatMap((leg) => ['A', 'B'].map((letter) => markup`<th scope="col" class="${leg}">${leg} ${letter}</th>`))}</tr></thead><tbody>${taps.map(
      (tap) =>
        markup`<tr><th scope="row">${tap.tap}</th>${LEGS.flatMap((leg) => tap[leg].seen.map((seen) => markup`<td class="${tap[leg].same ? 'same' : 'different'}">${seen ?? 'no such tap'}</td>`))}</tr>
`,
    )}</tbody></table></div>
${LEGS.map((leg) => times(runs, leg))}${notes.map((note) => markup`<p class="note">${note}</p>`)}</main>`,
  );
}

function side({ result, run }: Compared, letter: string): Markup {
  const { replay, datapath, lab, verdict } = result;
  const name = lab ?? datapath;
  return markup`<figure><figcaption><strong>${letter}</strong> ${name} <small>held against ${datapath}: ${verdict}; run ${run.id}, kernel ${run.environment.kernel}</small></figcaption>${
    replay && stage(drawingOf(result, replay), `${letter}: what each tap of ${name} saw`)
  }</figure>`;
}

function times(runs: Comparison['runs'], leg: LegTime['leg']): Content {
  const [a, b] = runs.map((run) => run.times?.find((time) => time.leg === leg));
  if (!a || !b) return null;
  const most = Math.max(1, ...[a, b].flatMap(({ whole }) => whole?.median ?? 0));
  return markup`<section><h3>How long the ${leg} took</h3><div class="sides">${[a, b].map(
    (time, i) =>
      markup`<div class="scroll"><table class="hops"><caption>${'AB'[i]}: seen by ${time.stops} taps${time.whole && `, ${spreadText(time.whole)} µs in all`}</caption><tbody>${time.hops.map(
        (hop) =>
          markup`<tr><th scope="row">${hop.from} to ${hop.to}</th><td>${spreadText(hop)} µs</td><td><meter min="0" max="${most}" value="${Math.max(0, hop.median)}">${spreadText(hop)}</meter></td></tr>`,
      )}</tbody></table></div>`,
  )}</div></section>`;
}
