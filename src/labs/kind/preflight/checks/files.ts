import type { PathKind } from '../../../../host/machine.ts';
import { shellQuote } from '../../../../host/shell-quote.ts';
import type { Check, Finding } from '../finding.ts';
import { oneLine } from '../text.ts';

const WRONG: Readonly<Record<PathKind, string>> = {
  absent: 'does not exist',
  unreadable: 'cannot be read',
  folder: 'is a folder',
  file: 'is no tar archive',
  tar: '',
};

const archives: Check = {
  name: 'image archives',
  look: ({ machine }, wanted) => {
    const bad = wanted.archives
      .map((path) => ({ path, is: machine.pathKind(path) }))
      .find(({ is }) => is !== 'tar');
    return bad
      ? wrong('image archive', bad.path, bad.is, [
          'docker',
          'save',
          '--output',
          'images.tar',
          'IMAGE',
        ])
      : null;
  },
};

const chart: Check = {
  name: 'chart',
  look: ({ machine }, wanted) => {
    if (wanted.chart === null || wanted.chart.includes('://')) return null; // fetched by helm
    const is = machine.pathKind(wanted.chart);
    if (is === 'folder') {
      const described = machine.pathKind(`${wanted.chart}/Chart.yaml`) !== 'absent';
      return described ? null : notAChart(wanted.chart);
    }
    if (is === 'tar') return null;
    return wrong('chart', wanted.chart, is, ['ls', '-l', wanted.chart]);
  },
};

function notAChart(path: string): Omit<Finding, 'name'> {
  return {
    severity: 'fatal',
    code: 'E_FILE',
    message: oneLine(`the chart ${path} is a folder without a Chart.yaml`),
    why: 'a chart is a folder with a Chart.yaml, or an archive of one',
    mend: shellQuote(['ls', path]),
  };
}

function wrong(
  what: string,
  path: string,
  is: PathKind,
  mend: readonly string[],
): Omit<Finding, 'name'> {
  return {
    severity: 'fatal',
    code: 'E_FILE',
    message: oneLine(`the ${what} ${path} ${WRONG[is]}`),
    why: 'what is given must be there before anything is made',
    mend: shellQuote(is === 'file' ? mend : ['ls', '-l', path]),
  };
}

export const FILE_CHECKS: readonly Check[] = [archives, chart];
