import type { PlayedStep } from '../played-trip.ts';

const SVG = 'http://www.w3.org/2000/svg';
export const HOP_MS = 900;

/** What is drawn of the packet, and the hop that it takes. */
export class Packet {
  readonly #hop: SVGPathElement;
  readonly #circle: SVGCircleElement;
  #frame = 0;

  constructor(drawing: SVGSVGElement) {
    this.#hop = drawing.appendChild(document.createElementNS(SVG, 'path'));
    this.#hop.setAttribute('class', 'hop');
    this.#circle = drawing.appendChild(document.createElementNS(SVG, 'circle'));
    this.#circle.setAttribute('r', '8');
    this.#circle.setAttribute('class', 'packet');
  }

  halt(): void {
    cancelAnimationFrame(this.#frame);
  }

  travel({ leg, path }: PlayedStep, slowly: boolean, then?: () => void): void {
    this.#circle.setAttribute('class', `packet ${leg}`);
    this.#hop.setAttribute('d', path);
    this.#hop.setAttribute('class', `hop ${leg}`);
    const length = this.#hop.getTotalLength();
    const began = performance.now();
    const move = (time: number) => {
      const part = slowly && length > 0 ? Math.min(1, Math.max(0, time - began) / HOP_MS) : 1;
      const { x, y } = this.#hop.getPointAtLength(length * eased(part));
      this.#circle.setAttribute('cx', String(x));
      this.#circle.setAttribute('cy', String(y));
      if (part < 1) this.#frame = requestAnimationFrame(move);
      else then?.();
    };
    move(began);
  }
}

/** Slow at both ends. */
function eased(part: number): number {
  return part < 0.5 ? 2 * part * part : 1 - (2 - 2 * part) ** 2 / 2;
}
