import type { PlayedTrip } from '../played-trip.ts';

const SVG = 'http://www.w3.org/2000/svg';
const HOP_MS = 900;
const PAUSE_MS = 500;

for (const figure of document.querySelectorAll<HTMLElement>('.player')) play(figure);

for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
  // a section that is closed is opened by what leads to it
  link.addEventListener('click', () => {
    document.querySelector(link.hash)?.setAttribute('open', '');
  });
}

/** Moves a packet over a drawing, step by step, and says what happens. */
function play(figure: HTMLElement): void {
  const trips = JSON.parse(figure.dataset.trips ?? '[]') as PlayedTrip[];
  const drawing = figure.querySelector<SVGSVGElement>('svg.stage');
  if (!drawing || trips.length === 0) return;
  const moves = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const hop = drawing.appendChild(document.createElementNS(SVG, 'path'));
  hop.setAttribute('class', 'hop');
  const packet = drawing.appendChild(document.createElementNS(SVG, 'circle'));
  packet.setAttribute('r', '8');
  packet.setAttribute('class', 'packet');

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

  let trip = trips[0]!;
  let step = 0; // 0: all that was seen, at once; from 1: the packet is there
  let timer = 0;
  let frame = 0;

  const stop = () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    timer = 0;
    start.textContent = '▶';
    start.setAttribute('aria-label', 'play');
  };

  const show = (to: number, slowly: boolean, then?: () => void) => {
    cancelAnimationFrame(frame);
    step = Math.max(0, Math.min(to, trip.steps.length));
    scrub.max = String(trip.steps.length);
    scrub.value = String(step);
    drawing.classList.toggle('playing', step > 0);
    const passed = trip.steps.slice(0, step);
    const lit = new Set(passed.map(({ lamp }) => lamp));
    const dark = new Set(passed.flatMap((one) => one.dark));
    for (const lamp of drawing.querySelectorAll<SVGElement>('.lamp')) {
      const id = lamp.dataset.lamp ?? '';
      lamp.classList.toggle('visited', lit.has(id));
      lamp.classList.toggle('passed', dark.has(id));
    }
    const now = trip.steps[step - 1];
    tell(caption, now ?? null, step, trip);
    if (!now) {
      then?.();
      return;
    }
    packet.setAttribute('class', `packet ${now.leg}`);
    hop.setAttribute('d', now.path);
    hop.setAttribute('class', `hop ${now.leg}`);
    travel(slowly && moves, then);
  };

  const travel = (slowly: boolean, then?: () => void) => {
    const length = hop.getTotalLength();
    const began = performance.now();
    const move = (time: number) => {
      const part = slowly && length > 0 ? Math.min(1, Math.max(0, time - began) / HOP_MS) : 1;
      const { x, y } = hop.getPointAtLength(length * eased(part));
      packet.setAttribute('cx', String(x));
      packet.setAttribute('cy', String(y));
      if (part < 1) frame = requestAnimationFrame(move);
      else then?.();
    };
    move(began);
  };

  const goOn = () => {
    if (step >= trip.steps.length) {
      stop();
      return;
    }
    show(step + 1, true, () => {
      timer = window.setTimeout(goOn, moves ? PAUSE_MS : HOP_MS + PAUSE_MS);
    });
  };

  start.addEventListener('click', () => {
    if (timer !== 0) {
      stop();
      return;
    }
    start.textContent = '❚❚';
    start.setAttribute('aria-label', 'pause');
    if (step >= trip.steps.length) step = 0;
    timer = -1;
    goOn();
  });
  back.addEventListener('click', () => {
    stop();
    show(step - 1, false);
  });
  forward.addEventListener('click', () => {
    stop();
    show(step + 1, true);
  });
  scrub.addEventListener('input', () => {
    stop();
    show(Number(scrub.value), false);
  });
  probes?.addEventListener('change', () => {
    stop();
    trip = trips[Number(probes.value)]!;
    show(1, false);
  });
  show(0, false);
}

function tell(
  caption: HTMLElement,
  step: PlayedTrip['steps'][number] | null,
  number: number,
  { steps, probe }: PlayedTrip,
): void {
  if (!step) {
    caption.textContent = `Press play, or step through the way of probe ${probe}.`;
    return;
  }
  const head = element('strong');
  head.textContent = `${number}/${steps.length} `;
  const detail = element('span', 'detail');
  detail.textContent = step.detail;
  const passed = step.unseen.map((text) => {
    const line = element('span', 'unseen');
    line.textContent = text;
    return line;
  });
  caption.replaceChildren(head, `${step.text} `, detail, ...passed);
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

function button(parent: HTMLElement, text: string, label: string): HTMLButtonElement {
  const made = parent.appendChild(document.createElement('button'));
  made.type = 'button';
  made.textContent = text;
  made.setAttribute('aria-label', label);
  return made;
}

function element(name: string, className = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  return made;
}

/** Slow at both ends. */
function eased(part: number): number {
  return part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
}
