import type { Trip } from '../../drawing/trip.ts';
import { type Content, type Markup, markup } from '../../ui/markup.ts';
import { disagreementWords, identity, otherLab, probeWords } from '../result-words.ts';
import { type ResultDocument, type RunDocument, titleOf } from '../run-document.ts';
import { playedTrip } from './play.ts';
import type { ResultView } from './result-view.ts';
import { darkTaps, findings, handSteps, packets, story, tapTable, witnesses } from './sections.ts';
import { stage } from './stage.ts';
import { timeLine } from './time-line.ts';

/** One datapath's part of the page. @param isAlone no others stand beside it, among which it would be closed */
export function resultSection(
  view: ResultView,
  backend: RunDocument['backend'],
  id: string,
  isAlone: boolean,
): Markup {
  const { result } = view;
  const { verdict, reason, replay } = result;
  const isOpen = isAlone || verdict === 'fail';
  const lab = otherLab(result);
  const on = lab === null ? null : markup` <small>held against a lab of ${lab}</small>`;
  return markup`<details class="result ${verdict}" id="${id}"${isOpen ? markup` open` : null}>
<summary><span class="badge ${verdict}">${verdict}</span> <h2>${titleOf(result)}</h2>${on}</summary>
${replay && markup`<p class="title">${replay.title}</p>`}
<p class="reason">${reason}</p>
${disagreement(result)}${failure(result)}${findings(result)}
${drawn(view)}
${view.drawn ? null : tapTable(result)}
${facts(result)}${witnesses(result)}${story(result)}${times(view, isAlone)}${packets(view.packets)}${handSteps(result, backend)}
</details>
`;
}

function drawn({ result, drawn }: ResultView): Content {
  if (!drawn) return null;
  const { drawing, notes, trips } = drawn;
  const played = trips.map((trip) => playedTrip(drawing, trip, notes));
  const title = `${titleOf(result)}: what each tap saw, from ${result.probe?.from} to ${result.probe?.to}`;
  return markup`<div class="seen">
<figure class="player" data-trips="${JSON.stringify(played)}">${stage(drawing, title)}
<figcaption>A lamp for each tap: lit where it saw the packets, dark where it did not. Point at one for the reason.</figcaption></figure>
<div class="told">${darkTaps(result)}${tapTable(result)}</div>
</div>`;
}

/** The first probe's packets in time; the others' too, where the page is about one datapath alone. */
function times({ drawn }: ResultView, isAlone: boolean): Content {
  const [first, ...others] = drawn?.trips ?? [];
  if (!drawn || !first) return null;
  const { ladder } = drawn.drawing;
  const line = (trip: Trip) => markup`<div class="scroll">${timeLine(ladder, trip)}</div>`;
  return markup`<section><h3>Probe ${first.probe} in time</h3>${line(first)}<p class="note">Marks on one line up and down bear one stamp: the same packet, handed over.</p></section>${
    isAlone &&
    others.map(
      (trip) =>
        markup`<details><summary><h3>Probe ${trip.probe} in time</h3></summary>${line(trip)}</details>`,
    )
  }`;
}

function disagreement({ disagreement: found }: ResultDocument): Content {
  if (!found) return null;
  return markup`<p class="disagreement">${disagreementWords(found)}</p>`;
}

function failure({ error }: ResultDocument): Content {
  if (!error) return null;
  return markup`<p class="error"><code>${error.code}</code> ${error.why}</p><p>To mend it: <code>${error.mend}</code></p>`;
}

function facts({ probe, identified, tellApart, taps, because }: ResultDocument): Content {
  if (taps.length === 0) return null;
  const names = identified.map((guess) => guess.datapath);
  return markup`<dl class="facts">${
    probe && markup`<dt>probe</dt><dd>${probeWords(probe, '×')}</dd>`
  }<dt>this is</dt><dd>${identity(names)}${tellApart && markup`<br><small>${tellApart}</small>`}</dd>${
    because && because.length > 0 && markup`<dt>expected because</dt><dd>${because.join('; ')}</dd>`
  }</dl>`;
}
