import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { giveTalk, type TalkOptions, talkOptions } from '../give-talk.ts';
import { option } from '../options.ts';

interface DemoOptions extends TalkOptions {
  readonly script?: string;
  readonly predict: boolean;
}

/** cni-lab demo [DATAPATH...] */
export function demo(program: Command): void {
  const command = program
    .command('demo')
    .argument(
      '[datapath...]',
      'names, globs, YAML files of your own; without one, cilium/same-node',
    )
    .description('on stage: the room says what each tap will see, then it is done for real');
  addOptions(command, [
    option('--script <file>', "a talk's own running order, in YAML"),
    option('--no-predict', 'show it without asking the room'),
    ...talkOptions(),
  ]);
  command.action(async (names: string[], options: DemoOptions) => {
    await giveTalk('demo', options, async () => {
      const { scriptOf } = await import('../../workshop/talk-script.ts');
      const { namedDatapaths } = await import('../../named-datapaths.ts');
      const { FLAGSHIP } = await import('../../datapaths/catalogue.ts');
      const { askedAs } = await import('../../datapaths/datapath.ts');
      if (options.script !== undefined) return scriptOf(options.script);
      const named = names.length > 0 ? await namedDatapaths(names) : [FLAGSHIP];
      return named.map((one) => ({ demo: askedAs(one), predict: options.predict }));
    });
  });
}
