import { okOf, type ResultDocument } from '../report/run-document.ts';
import { markOf, type Style } from '../ui/style.ts';
import { printable } from '../ui/width.ts';
import type { Progress } from './progress.ts';

/** What several datapaths are at: a line for each. */
export interface LiveList {
  phase(datapath: string, phase: string): void;
  ended(result: ResultDocument): void;
}

/** Lines of a terminal that are left to others. */
const OTHERS = 4;

/**
 * On a terminal a list that lives: what has ended with its verdict and time, and what is being done, as
 * many lines as there is room for. Elsewhere a line for each datapath when it has ended.
 * @param rows of the terminal
 */
export function liveList(
  shown: Progress,
  total: number,
  style: Style,
  rows: number,
  now: () => number = () => performance.now(),
): LiveList {
  const running = new Map<string, { phase: string; since: number }>();
  const ended: string[] = [];
  const redraw = () => {
    const under = [...running].map(([datapath, { phase }]) =>
      style.colour.dim(`  ${datapath}: ${phase}`),
    );
    const room = Math.max(0, rows - OTHERS - under.length);
    const last = room > 0 ? ended.slice(-room) : [];
    shown.step([`${ended.length} of ${total}`, ...last, ...under].join('\n'));
  };
  return {
    phase: (datapath, phase) => {
      running.set(datapath, { phase, since: running.get(datapath)?.since ?? now() });
      if (shown.isLive) redraw();
      else shown.step(`${datapath}: ${phase}`);
    },
    ended: (result) => {
      const { datapath, verdict } = result;
      const since = running.get(datapath)?.since;
      running.delete(datapath);
      const took = since === undefined ? '' : ` ${((now() - since) / 1000).toFixed(2)} s`;
      const line = `${markOf(okOf(verdict), style)} ${printable(datapath)} ${verdict}${style.colour.dim(took)}`;
      ended.push(`  ${line}`);
      if (shown.isLive) redraw();
      else shown.line(line);
    },
  };
}
