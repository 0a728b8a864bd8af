import type { Option } from 'commander';
import { REPORT_FORMATS } from '../report/report-choice.ts';
import { option } from './options.ts';

/** Reports that go to files; `-` stands for standard output. */
export function reportOptions(): Option[] {
  return Object.entries(REPORT_FORMATS).map(([format, is]) => option(`--${format} <file>`, is));
}
