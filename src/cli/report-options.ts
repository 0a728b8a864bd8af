import type { Option } from 'commander';
import type { ReportChoice } from '../report/report-files.ts';
import { option } from './options.ts';

/** Reports that go to files; `-` stands for standard output. */
export function reportOptions(): Option[] {
  return [
    option('--html <file>', 'a page that needs nothing else: the packets drawn, step by step'),
    option('--junit <file>', "JUnit's XML: a test case for each datapath and tap"),
    option('--tap <file>', 'TAP, version 14'),
    option('--github <file>', 'annotations for GitHub Actions'),
    option('--pcapng <file>', 'all captures in one, an interface for each tap'),
  ];
}

export function isReported(choice: ReportChoice): boolean {
  return [choice.html, choice.junit, choice.tap, choice.github, choice.pcapng].some(
    (file) => file !== undefined,
  );
}
