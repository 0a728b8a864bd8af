import { micros } from '../../drawing/narration.ts';
import { type Content, type Markup, markup } from '../../ui/markup.ts';
import { LEGS, type Leg } from '../../verdict/join-key.ts';
import { byHand } from '../by-hand.ts';
import { legWords } from '../leg-words.ts';
import { placeOf, whyWords } from '../result-words.ts';
import type { LegDocument, ResultDocument, RunDocument, TapDocument } from '../run-document.ts';
import { judged } from './judged.ts';
import type { ListedPacket, PacketList } from './packet-list.ts';

/** What was expected, what was seen, and what that means: contradictions first. */
export function findings({ findings: found }: ResultDocument): Content {
  if (found.length === 0) return null;
  return markup`<section class="findings"><h3>Findings</h3><ol>${found.map(
    (finding) =>
      markup`<li class="${finding.weight}"><strong>${placeOf(finding)}</strong>: expected <em>${finding.expected}</em>, seen <em>${finding.seen}</em><p>${finding.meaning}</p></li>`,
  )}</ol></section>`;
}

/** Taps that a leg's packets passed unseen, each with the reason: what people ask first. */
export function darkTaps({ taps, findings: found }: ResultDocument): Content {
  const dark = taps.flatMap((tap) => {
    const legs = LEGS.filter((leg) => tap[leg].seen === 0 && tap[leg].expected !== null);
    const why = (leg: Leg) =>
      found.find((finding) => finding.tap === tap.tap && finding.leg === leg)?.meaning ??
      tap.why ??
      '';
    const isOne = new Set(legs.map(why)).size === 1;
    const groups = isOne ? [legs] : legs.map((leg) => [leg]);
    return groups.map((group) => ({ tap, legs: group, why: why(group[0]!) }));
  });
  if (dark.length === 0) return null;
  return markup`<h3>What stays dark, and why</h3><ul class="dark-taps">${dark.map(
    ({ tap, legs, why }) =>
      markup`<li><strong>${tap.device}</strong> (${tap.tap}) sees ${legs.map(
        (leg, i) => markup`${i > 0 ? ' and ' : ''}no <span class="${leg}">${leg}</span>`,
      )}: ${why}</li>`,
  )}</ul>`;
}

/** A row for each tap: what it had to see of either leg, and what it saw. */
export function tapTable({ taps }: ResultDocument): Content {
  if (taps.length === 0) return null;
  return markup`<div class="scroll"><table class="taps"><caption>Expected against seen</caption><thead><tr><th scope="col">tap</th><th scope="col">device</th><th scope="col" class="request">request</th><th scope="col" class="reply">reply</th><th scope="col">why</th></tr></thead><tbody>
${taps.map(
  (tap) =>
    markup`<tr><th scope="row">${tap.tap}</th><td><code>${tap.device}</code></td>${legCell(tap.request)}${legCell(tap.reply)}<td class="why">${whyOf(tap)}</td></tr>
`,
)}</tbody></table></div>`;
}

function legCell(leg: LegDocument): Markup {
  const { seen, expected, ok } = leg;
  const saw = legWords(leg);
  if (expected === null) return markup`<td class="open">${saw}</td>`;
  const { state, mark } = judged(ok);
  const wanted = ok === true ? null : markup`<br><small>expected ${expected}</small>`;
  return markup`<td class="${state}${seen === 0 ? ' dark' : ''}"><span class="mark">${mark}</span> ${saw}${wanted}</td>`;
}

function whyOf(tap: TapDocument): string {
  const { live, kernelDrops } = tap;
  const trouble = [
    ...(live === false ? ['its capture was not live throughout'] : []),
    ...(kernelDrops > 0 ? [`the kernel dropped ${kernelDrops} packets`] : []),
  ];
  return [whyWords(tap), ...trouble].filter(Boolean).join('; ');
}

/** Independent evidence, each with what it says. */
export function witnesses({ witnesses: asked }: ResultDocument): Content {
  if (asked.length === 0) return null;
  return markup`<section><h3>Witnesses</h3><ul class="witnesses">${asked.map(
    ({ name, agrees, detail }) => {
      const { state, mark } = judged(agrees, '–');
      return markup`<li class="${state}"><span class="mark">${mark}</span> <strong>${name}</strong> ${detail}</li>`;
    },
  )}</ul></section>`;
}

/** The datapath's own story, a sentence for each hop. */
export function story({ datapath, replay }: ResultDocument): Content {
  if (!replay || replay.story.length === 0) return null;
  return markup`<section><h3>How ${datapath} works</h3><ol class="story">${replay.story.map(
    ({ text, source }) => markup`<li>${text} <small>${source}</small></li>`,
  )}</ol></section>`;
}

/** What all taps captured, each packet with its layers. */
export function packets({ first, last, leftOut }: PacketList): Content {
  const count = first.length + last.length + leftOut;
  if (count === 0) return null;
  const gap =
    leftOut > 0
      ? markup`<tr class="gap"><td colspan="5">${leftOut.toLocaleString('en')} packets in between are left out; the run folder has them all</td></tr>`
      : null;
  const rows = (list: readonly ListedPacket[]) =>
    list.map((packet, i) => packetRow(packet, list[i - 1]?.atNs === packet.atNs));
  return markup`<details class="packets"><summary><h3>Every packet at every tap (${count.toLocaleString('en')})</h3></summary><div class="scroll"><table><thead><tr><th scope="col">µs</th><th scope="col">tap</th><th scope="col">way</th><th scope="col">probe</th><th scope="col">packet</th></tr></thead><tbody>
${rows(first)}${gap}${rows(last)}</tbody></table></div></details>`;
}

function packetRow(packet: ListedPacket, isTie: boolean): Markup {
  const { atNs, tap, direction, leg, sequence, summary, layers } = packet;
  const probe = leg && `${leg}${sequence === null ? '' : ` ${sequence}`}`;
  return markup`<tr class="${leg ?? 'other'}"><td class="time">${isTie ? '= ' : ''}${micros(atNs)}</td><td>${tap}</td><td>${direction}</td><td>${probe}</td><td><details><summary>${summary}</summary>${layers.map((layer) => markup`<p>${layer}</p>`)}</details></td></tr>
`;
}

/** Commands to paste, to see the same in terminals. */
export function handSteps(result: ResultDocument, backend: RunDocument['backend']): Content {
  const steps = byHand(result, backend);
  if (steps.length === 0) return null;
  return markup`<details><summary><h3>Do it by hand</h3></summary><ol class="hand">${steps.map(
    ({ text, command }) => markup`<li>${text}<pre><code>${command}</code></pre></li>`,
  )}</ol></details>`;
}
