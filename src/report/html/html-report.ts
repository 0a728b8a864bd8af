import { type Content, type Markup, markup } from '../../ui/markup.ts';
import { type RunDocument, tallyOf, titleOf } from '../run-document.ts';
import { pageShell } from './page-shell.ts';
import { resultSection } from './result-section.ts';
import type { ResultView } from './result-view.ts';

/**
 * A run as one HTML page. Findings come first where there are any; all else is made of what the run
 * folder holds.
 */
export function htmlReport(document: RunDocument, views: readonly ResultView[]): string {
  const { id, verdict, results } = document;
  const [only] = results;
  const isAlone = results.length === 1;
  const heading = isAlone ? only!.datapath : `${results.length} datapaths`;
  const sections = views.map((view, i) => resultSection(view, document.backend, idOf(i), isAlone));
  return pageShell(
    `${verdict.toUpperCase()} ${heading}: cni-lab`,
    markup`<header><p class="brand">cni-lab <small>run ${id}</small></p>${isAlone ? null : overview(document)}</header>
<main>${sections}</main>
${environment(document)}`,
  );
}

function overview({ results, verdict }: RunDocument): Content {
  return markup`<h1><span class="badge ${verdict}">${verdict}</span> ${results.length} datapaths</h1>
<p>${tallyOf(results).map(({ verdict: word, count }) => markup`<span class="tally ${word}">${count} ${word}</span> `)}</p>
<nav aria-label="Datapaths"><ul class="index">${results.map(
    (result, i) =>
      markup`<li><a class="${result.verdict}" href="#${idOf(i)}">${titleOf(result)}</a></li>`,
  )}</ul></nav>`;
}

function environment({ environment: env, startedAt, durationMs, backend }: RunDocument): Markup {
  const { cni } = env;
  const rows: [string, Content][] = [
    ['started', `${startedAt}, took ${(durationMs / 1000).toFixed(2)} s`],
    ['backend', backend],
    ['kernel', env.kernel],
    ...Object.entries(env.tools).map(([tool, version]): [string, Content] => [tool, version]),
    ...(cni ? cniRows(cni) : []),
  ];
  return markup`<footer><h3>Environment</h3><dl class="facts">${rows.map(
    ([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl></footer>`;
}

function cniRows(cni: NonNullable<RunDocument['environment']['cni']>): [string, Content][] {
  const modes = Object.entries(cni.mode ?? {}).filter(([, value]) => value !== null);
  return [
    ['CNI', `${cni.name} (${cni.evidence.join('; ')})`],
    ...modes.map(([field, value]): [string, Content] => [field, String(value)]),
    ...(cni.legacy ? [['why Legacy', cni.legacy.text] as [string, Content]] : []),
  ];
}

function idOf(index: number): string {
  return `result-${index + 1}`;
}
