import { netkitPrograms, showNetkit } from '../host/netkit-tool.ts';
import type { Lab, Tap } from '../labs/lab.ts';
import type { TapPrograms } from '../verdict/evidence.ts';

const HOOKS = ['ingress', 'egress'] as const;

/**
 * The BPF programs on the taps' devices: XDP everywhere, tc and netkit on the nodes, where a CNI puts
 * its own.
 * @throws CommandError
 */
export async function attachedPrograms(lab: Lab, taps: readonly Tap[]): Promise<TapPrograms[]> {
  const isNode = (place: string) => lab.topology.namespaces[place]?.role === 'node';
  const places = [...new Set(taps.map((tap) => tap.place))];
  const answers = await Promise.all(
    places.filter(isNode).flatMap((place) => {
      const there = taps.filter((tap) => tap.place === place);
      return [askTc(lab, there), askNetkit(lab, there)];
    }),
  );
  const onHooks = answers.flat();
  return taps.map((tap) => ({
    tap: tap.name,
    attached: [
      ...onHooks.flatMap(([of, names]) => (of === tap ? names : [])),
      ...(tap.xdp ? [`${tap.xdp.name} on ${tap.xdp.hook}`] : []),
    ],
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

/** For those of one node's taps that are primaries of netkit pairs, what is on them. */
async function askNetkit(lab: Lab, taps: readonly Tap[]): Promise<[Tap, string[]][]> {
  const primaries = lab.topology.links.flatMap((link) =>
    link.kind === 'netkit' ? link.ends[0] : [],
  );
  const asked = taps.filter((tap) =>
    primaries.some((d) => d.namespace === tap.place && d.name === tap.device),
  );
  if (asked.length === 0) return [];
  const devices = asked.map((tap) => tap.device);
  const { stdout } = await lab.runner(asked[0]!.place).run(showNetkit(devices));
  const programs = netkitPrograms(stdout);
  return asked.map((tap) => [
    tap,
    programs.flatMap(({ device, hook, name }) =>
      device === tap.device ? `${name} on netkit ${hook}` : [],
    ),
  ]);
}

/** Names of the programs in one answer of `tc -j filter show`. */
export function programNames(json: string): string[] {
  const filters = JSON.parse(json) as { options?: { prog?: { name?: string } } }[];
  return filters.flatMap((filter) => filter.options?.prog?.name ?? []);
}
