import type { PlayedTrip } from '../played-trip.ts';

/** What a drawing is played by, and told in. */
export interface Panel {
  readonly back: HTMLButtonElement;
  readonly start: HTMLButtonElement;
  readonly forward: HTMLButtonElement;
  readonly scrub: HTMLInputElement;
  /** Null where there is but one probe. */
  readonly probes: HTMLSelectElement | null;
  readonly caption: HTMLElement;
}

export function panelOf(figure: HTMLElement, trips: readonly PlayedTrip[]): Panel {
  const panel = figure.insertBefore(element('div', 'panel'), figure.querySelector('figcaption'));
  const controls = panel.appendChild(element('div', 'controls'));
  const back = button(controls, '‹', 'one step back');
  const start = button(controls, '▶', 'play');
  const forward = button(controls, '›', 'one step forward');
  const scrub = controls.appendChild(document.createElement('input'));
  Object.assign(scrub, { type: 'range', min: '0', value: '0' });
  scrub.setAttribute('aria-label', 'step of the way');
  const probes = trips.length > 1 ? probeList(controls, trips) : null;
  const caption = panel.appendChild(element('p', 'step'));
  caption.setAttribute('aria-live', 'polite');
  return { back, start, forward, scrub, probes, caption };
}

function probeList(controls: HTMLElement, trips: readonly PlayedTrip[]): HTMLSelectElement {
  const list = controls.appendChild(document.createElement('select'));
  list.setAttribute('aria-label', 'which probe');
  for (const [i, { probe }] of trips.entries()) {
    const option = list.appendChild(document.createElement('option'));
    option.value = String(i);
    option.textContent = `probe ${probe}`;
  }
  return list;
}

function button(parent: HTMLElement, text: string, meaning: string): HTMLButtonElement {
  const made = parent.appendChild(document.createElement('button'));
  made.type = 'button';
  label(made, text, meaning);
  return made;
}

export function label(made: HTMLButtonElement, text: string, meaning: string): void {
  made.textContent = text;
  made.setAttribute('aria-label', meaning);
}

export function element(name: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}
