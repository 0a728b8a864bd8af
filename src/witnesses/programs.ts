import type { Lab, Tap } from '../labs/lab.ts';
import type { TapPrograms } from '../verdict/evidence.ts';

const HOOKS = ['ingress', 'egress'] as const;

/**
 * The BPF programs on the taps' devices: XDP everywhere, tc on the nodes, where a CNI puts its own.
 * @throws CommandError
 */
export async function attachedPrograms(lab: Lab, taps: readonly Tap[]): Promise<TapPrograms[]> {
  const isNode = (place: string) => lab.topology.namespaces[place]?.role === 'node';
  const places = [...new Set(taps.map((tap) => tap.place))];
  const answers = await Promise.all(
    places.filter(isNode).map((place) =>
      askTc(
        lab,
        taps.filter((tap) => tap.place === place),
      ),
    ),
  );
  const onTc = new Map(answers.flat());
  return taps.map((tap) => ({
    tap: tap.name,
    attached: [...(onTc.get(tap) ?? []), ...(tap.xdp ? [`${tap.xdp} on xdp`] : [])],
  }));
}

/** For each tap of one node what is on its tc hooks. */
async function askTc(lab: Lab, taps: readonly Tap[]): Promise<[Tap, string[]][]> {
  const questions = taps.flatMap((tap) => HOOKS.map((hook) => ({ tap, hook })));
  const { stdout } = await lab.runner(taps[0]!.place).run(['tc', '-j', '-batch', '-'], {
    input: questions.map(({ tap, hook }) => `filter show dev ${tap.device} ${hook}\n`).join(''),
  });
  const answers = stdout.trim().split('\n'); // one JSON array a line, in the order of the questions
  const namesOn = (tap: Tap) =>
    questions.flatMap((question, i) =>
      question.tap === tap
        ? programNames(answers[i] ?? '[]').map((name) => `${name} on tc ${question.hook}`)
        : [],
    );
  return taps.map((tap) => [tap, namesOn(tap)]);
}

/** Names of the programs in one answer of `tc -j filter show`. */
export function programNames(json: string): string[] {
  const filters = JSON.parse(json) as { options?: { prog?: { name?: string } } }[];
  return filters.flatMap((filter) => filter.options?.prog?.name ?? []);
}
