import type { Lab, Tap } from '../labs/lab.ts';
import type { TapPrograms } from '../verdict/evidence.ts';

const HOOKS = ['ingress', 'egress'] as const;

/** The BPF programs that tc has on the node's taps. @throws CommandError */
export async function attachedPrograms(lab: Lab, taps: readonly Tap[]): Promise<TapPrograms[]> {
  const nodes = [...new Set(taps.map((t) => t.place))].filter(
    (place) => lab.topology.namespaces[place]?.role === 'node',
  );
  const answers = await Promise.all(
    nodes.map((node) =>
      askTc(
        lab,
        taps.filter((tap) => tap.place === node),
      ),
    ),
  );
  return answers.flat();
}

async function askTc(lab: Lab, taps: readonly Tap[]): Promise<TapPrograms[]> {
  const questions = taps.flatMap((tap) => HOOKS.map((hook) => ({ tap, hook })));
  const { stdout } = await lab.runner(taps[0]!.place).run(['tc', '-j', '-batch', '-'], {
    input: questions.map(({ tap, hook }) => `filter show dev ${tap.device} ${hook}\n`).join(''),
  });
  const answers = stdout.trim().split('\n'); // one JSON array a line, in the order of the questions
  return taps.map((tap) => ({
    tap: tap.name,
    attached: questions.flatMap((question, i) =>
      question.tap === tap
        ? programNames(answers[i] ?? '[]').map((name) => `${name} on tc ${question.hook}`)
        : [],
    ),
  }));
}

/** Names of the programs in one answer of `tc -j filter show`. */
export function programNames(json: string): string[] {
  const filters = JSON.parse(json) as { options?: { prog?: { name?: string } } }[];
  return filters.flatMap((filter) => filter.options?.prog?.name ?? []);
}
