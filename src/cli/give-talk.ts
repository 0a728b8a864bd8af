import type { Option } from 'commander';
import type { ScriptStep } from '../workshop/talk-script.ts';
import { interruptible } from './interruption.ts';
import { number, option } from './options.ts';

export interface TalkOptions {
  readonly auto?: boolean;
  /** Seconds. */
  readonly pace: number;
  readonly big?: boolean;
  readonly record?: string;
  readonly timeout: number;
}

/** Columns of a terminal whose type is twice as large. */
const BIG = 40;

export function talkOptions(): Option[] {
  return [
    option('--auto', 'go on by itself, without asking'),
    option('--pace <seconds>', 'with --auto, how long to rest')
      .argParser(number(0, 600))
      .default(3),
    option('--big', 'for projectors: 40 columns, for type that is twice as large'),
    option('--record <file>', 'what the terminal shows, for asciinema (asciicast v2)'),
    option('--timeout <seconds>', 'give up after this long')
      .argParser(number(1, 86_400))
      .default(7200),
  ];
}

/** Gives a talk on this terminal, and keeps what it showed. @throws LabError */
export async function giveTalk(
  command: 'demo' | 'quiz',
  options: TalkOptions,
  script: () => Promise<readonly ScriptStep[]>,
): Promise<void> {
  const { withOrWithoutRoot } = await import('./without-root.ts');
  return withOrWithoutRoot({}, () => given(command, options, script));
}

async function given(...[command, options, script]: Parameters<typeof giveTalk>): Promise<void> {
  const { talkSteps } = await import('../give-talk.ts');
  const { Cast } = await import('../workshop/cast.ts');
  const { give } = await import('../workshop/talk.ts');
  const { terminalPodium } = await import('../workshop/terminal-podium.ts');
  const { writeReport } = await import('../report/write-report.ts');

  const { columns = 80, rows = 24 } = process.stdout;
  const cast = options.record === undefined ? null : new Cast(columns, rows);
  try {
    await interruptible(options.timeout, command, async (signal) => {
      const podium = terminalPodium({
        pace: options.auto ? options.pace : null,
        ...(options.big && { width: BIG }),
        ...{ cast, signal },
      });
      await give(await talkSteps(await script(), signal), podium);
    });
  } finally {
    if (cast) writeReport(options.record!, cast.toString());
  }
}
