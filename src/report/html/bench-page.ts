import type { BenchDocument, EntryDocument, GroupDocument } from '../../bench/bench-document.ts';
import type { Metric } from '../../bench/metric.ts';
import { type Markup, markup } from '../../ui/markup.ts';
import { sentence } from '../../ui/sentence.ts';
import {
  absoluteText,
  betterText,
  entryName,
  figureOf,
  groupNotes,
  groupTitle,
  machineText,
  outcomeText,
  outText,
  quartilesText,
  ratioText,
} from '../bench-words.ts';
import { pageShell } from './page-shell.ts';
import { ratioPlot } from './ratio-plot.ts';

/** A benchmark as one page: every round's ratio drawn, and the same in a table. */
export function benchPage(document: BenchDocument): string {
  const { groups, published } = document;
  const names = groups.map(({ baseline }) => baseline).join(', ');
  return pageShell(
    `datapath against datapath: cni-lab`,
    markup`<header><p class="brand">cni-lab <small>bench</small></p><h1>Datapath against ${names}</h1><p class="reason">${sentence(machineText(document))}</p><p class="note">Run ${document.id}, ${document.startedAt}, order of slices by seed ${document.seed}.</p></header>
<main>${groups.map((group) => groupSection(group, document))}
<section><h3>What others have published</h3><p class="note">Of other machines, kernels and traffic: to be read beside the above, not held against it.</p><dl class="published">${published.map(
      ({ what, figure, by, source }) =>
        markup`<dt>${what}</dt><dd>${figure} <small>(${by}; ${source})</small></dd>`,
    )}</dl></section></main>`,
  );
}

function groupSection(group: GroupDocument, document: BenchDocument): Markup {
  const out = group.entries.filter(({ figures }) => figures.length === 0);
  return markup`<section class="bench"><h2>${sentence(groupTitle(group, document))}</h2>
${document.metrics.map((metric) => metricSection(group, metric))}
${out.length > 0 && markup`<h3>Not measured</h3><ul>${out.map((entry) => markup`<li><code>${entryName(entry)}</code>: ${outText(entry)}</li>`)}</ul>`}
${groupNotes(group, document).map((note) => markup`<p class="note">${sentence(note)}</p>`)}</section>
`;
}

function metricSection(group: GroupDocument, metric: Metric): Markup | null {
  const measured = group.entries.filter((entry) => figureOf(entry, metric.name));
  if (measured.length === 0) return null;
  return markup`<h3>${metric.title} <small>${betterText(metric)}</small></h3>
<p class="note">${sentence(metric.meaning)}</p>
<div class="scroll">${ratioPlot(measured, metric, group.baseline)}</div>
<div class="scroll"><table class="compared"><caption>${metric.title}, to ${group.baseline}</caption><thead><tr><th scope="col">datapath</th><th scope="col">ratio, median</th><th scope="col">quartiles</th><th scope="col">rounds</th><th scope="col">here, median</th><th scope="col">outcome</th></tr></thead><tbody>${measured.map((entry) => row(entry, metric))}</tbody></table></div>`;
}

function row(entry: EntryDocument, metric: Metric): Markup {
  const figure = figureOf(entry, metric.name)!;
  const { ratio } = figure;
  return markup`<tr><th scope="row">${entryName(entry)}</th><td>${ratio && ratioText(ratio.median)}</td><td>${quartilesText(figure)}</td><td>${ratio?.count}</td><td>${absoluteText(figure, metric.unit)}</td><td>${outcomeText(entry, figure)}</td></tr>
`;
}
