import { createHash } from 'node:crypto';
import { type Content, Markup, markup } from '../../ui/markup.ts';
import type { RunDocument } from '../run-document.ts';
import { resultSection } from './result-section.ts';
import type { ResultView } from './result-view.ts';

/** What the page is dressed and moved by: files of the package. */
export interface PageAssets {
  readonly style: string;
  readonly script: string;
}

/**
 * A run as one HTML page that needs nothing else: no network, and none allowed. Findings come first
 * where there are any; all else is made of what the run folder holds.
 */
export function htmlReport(
  document: RunDocument,
  views: readonly ResultView[],
  { style, script }: PageAssets,
): string {
  const { id, verdict, results } = document;
  const [only] = results;
  const isAlone = results.length === 1;
  const heading = isAlone ? only!.datapath : `${results.length} datapaths`;
  const policy = `default-src 'none'; style-src 'sha256-${hashOf(style)}'; script-src 'sha256-${hashOf(script)}'`;
  const sections = views.map((view, i) =>
    resultSection(view, document.backend, idOf(i), isAlone || view.result.verdict === 'fail'),
  );
  return `<!doctype html>\n${
    markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdict.toUpperCase()} ${heading}: cni-lab</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header><p class="brand">cni-lab <small>run ${id}</small></p>${isAlone ? null : overview(document)}</header>
<main>${sections}</main>
${environment(document)}
<script>${new Markup(script)}</script>
</body>
</html>
`.text
  }`;
}

function overview({ results, verdict }: RunDocument): Content {
  const count = (word: string) => results.filter((r) => r.verdict === word).length;
  const tally = (['pass', 'fail', 'inconclusive', 'skipped'] as const)
    .map((word) => [word, count(word)] as const)
    .filter(([, n]) => n > 0);
  return markup`<h1><span class="badge ${verdict}">${verdict}</span> ${results.length} datapaths</h1>
<p>${tally.map(([word, n]) => markup`<span class="tally ${word}">${n} ${word}</span> `)}</p>
<nav aria-label="Datapaths"><ul class="index">${results.map(
    (result, i) =>
      markup`<li><a class="${result.verdict}" href="#${idOf(i)}">${result.datapath}</a></li>`,
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

/** As a content security policy names what it lets run. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
