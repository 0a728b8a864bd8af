import type { Command } from 'commander';
import { addOptions } from '../add-options.ts';
import { giveTalk, type TalkOptions, talkOptions } from '../give-talk.ts';
import { number, option } from '../options.ts';

interface QuizOptions extends TalkOptions {
  readonly questions: number;
}

/** cni-lab quiz [DATAPATH...] */
export function quiz(program: Command): void {
  const command = program
    .command('quiz')
    .argument('[datapath...]', 'names or globs to choose from; without one, the whole catalogue')
    .description('for one person: datapaths by chance, of those that this machine can run');
  addOptions(command, [
    option('--questions <n>', 'how many datapaths').argParser(number(1, 100)).default(3),
    ...talkOptions(),
  ]);
  command.action(async (names: string[], options: QuizOptions) => {
    await giveTalk('quiz', options, async () => {
      const { CATALOGUE } = await import('../../datapaths/catalogue.ts');
      const { askedAs } = await import('../../datapaths/datapath.ts');
      const { namedDatapaths } = await import('../../named-datapaths.ts');
      const { byChance } = await import('../../workshop/by-chance.ts');
      const { whyNotHere } = await import('../../labs/netns/runnable.ts');

      const all = names.length > 0 ? await namedDatapaths(names) : CATALOGUE;
      const reasons = await whyNotHere(all);
      const here = all.filter((_, i) => reasons[i] === null);
      const chosen = byChance(here.length > 0 ? here : all, options.questions);
      return chosen.map((one) => ({ demo: askedAs(one), predict: true }));
    });
  });
}
