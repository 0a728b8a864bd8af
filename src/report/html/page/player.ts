import type { PlayedStep, PlayedTrip } from '../played-trip.ts';
import { HOP_MS, Packet } from './packet.ts';
import { element, label, type Panel, panelOf } from './panel.ts';

const PAUSE_MS = 500;
const MOVES = !matchMedia('(prefers-reduced-motion: reduce)').matches;

for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
  // a section that is closed is opened by what leads to it
  link.addEventListener('click', () => {
    document.querySelector(link.hash)?.setAttribute('open', '');
  });
}

function play(figure: HTMLElement): void {
  const trips = JSON.parse(figure.dataset.trips ?? '[]') as PlayedTrip[];
  const drawing = figure.querySelector<SVGSVGElement>('svg.stage');
  if (drawing && trips.length > 0) new Player(figure, drawing, trips);
}

/** Moves a packet over a drawing, step by step, and says what happens. */
class Player {
  readonly #drawing: SVGSVGElement;
  readonly #packet: Packet;
  readonly #panel: Panel;
  #trip: PlayedTrip;
  /** 0: all that was seen, at once; from 1: the packet is there. */
  #step = 0;
  #timer = 0;

  constructor(figure: HTMLElement, drawing: SVGSVGElement, trips: readonly PlayedTrip[]) {
    this.#drawing = drawing;
    this.#packet = new Packet(drawing);
    this.#panel = panelOf(figure, trips);
    this.#trip = trips[0]!;
    const { start, back, forward, scrub, probes } = this.#panel;
    start.addEventListener('click', () => this.#startOrStop());
    back.addEventListener('click', () => this.#jump(this.#step - 1, false));
    forward.addEventListener('click', () => this.#jump(this.#step + 1, true));
    scrub.addEventListener('input', () => this.#jump(Number(scrub.value), false));
    probes?.addEventListener('change', () => {
      this.#trip = trips[Number(probes.value)]!;
      this.#jump(1, false);
    });
    this.#show(0, false);
  }

  #startOrStop(): void {
    if (this.#timer !== 0) {
      this.#stop();
      return;
    }
    label(this.#panel.start, '❚❚', 'pause');
    if (this.#step >= this.#trip.steps.length) this.#step = 0;
    this.#timer = -1;
    this.#goOn();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#packet.halt();
    this.#timer = 0;
    label(this.#panel.start, '▶', 'play');
  }

  #goOn(): void {
    if (this.#step >= this.#trip.steps.length) {
      this.#stop();
      return;
    }
    this.#show(this.#step + 1, true, () => {
      this.#timer = window.setTimeout(() => this.#goOn(), MOVES ? PAUSE_MS : HOP_MS + PAUSE_MS);
    });
  }

  #jump(to: number, slowly: boolean): void {
    this.#stop();
    this.#show(to, slowly);
  }

  #show(to: number, slowly: boolean, then?: () => void): void {
    const { steps } = this.#trip;
    const { scrub, caption } = this.#panel;
    this.#packet.halt();
    this.#step = Math.max(0, Math.min(to, steps.length));
    scrub.max = String(steps.length);
    scrub.value = String(this.#step);
    light(this.#drawing, steps.slice(0, this.#step));
    const now = steps[this.#step - 1] ?? null;
    tell(caption, now, this.#step, this.#trip);
    if (now) this.#packet.travel(now, slowly && MOVES, then);
    else then?.();
  }
}

/** Lights the lamps that the packet came by so far. */
function light(drawing: SVGSVGElement, passed: readonly PlayedStep[]): void {
  drawing.classList.toggle('playing', passed.length > 0);
  const lit = new Set(passed.map(({ lamp }) => lamp));
  const dark = new Set(passed.flatMap((one) => one.dark));
  for (const lamp of drawing.querySelectorAll<SVGElement>('.lamp')) {
    const id = lamp.dataset.lamp ?? '';
    lamp.classList.toggle('visited', lit.has(id));
    lamp.classList.toggle('passed', dark.has(id));
  }
}

function tell(
  caption: HTMLElement,
  step: PlayedStep | null,
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

for (const figure of document.querySelectorAll<HTMLElement>('.player')) play(figure);
