import type {
  BenchDocument,
  EntryDocument,
  FigureDocument,
  GroupDocument,
} from '../bench/bench-document.ts';
import type { Metric, MetricName } from '../bench/metric.ts';
import { plural } from '../ui/plural.ts';

/** A value in its metric's unit: `1223 ns`, `5.12 µs`, `19557/s`, `33.4 Gbit/s`. */
export function valueText(value: number, unit: Metric['unit']): string {
  if (unit === '/s') return `${value.toFixed(0)}/s`;
  const digits = { ns: 0, µs: 2, 'Gbit/s': 1 }[unit];
  return `${value.toFixed(digits)} ${unit}`;
}

export function ratioText(ratio: number): string {
  return ratio.toFixed(3);
}

/** `1.279-1.290` */
export function quartilesText({ ratio }: FigureDocument): string {
  return ratio ? [ratio.lower, ratio.upper].map(ratioText).join('-') : '';
}

export function absoluteText({ absolute }: FigureDocument, unit: Metric['unit']): string {
  return absolute ? valueText(absolute.median, unit) : 'none';
}

/** What is said of one lab's figure: who is faster, or that nobody can tell. */
export function outcomeText({ role }: EntryDocument, figure: FigureDocument): string {
  if (role === 'baseline') return 'baseline';
  if (role === 'again') return noiseText(figure);
  return figure.conclusion ?? 'no value';
}

/** `noise 1.2 %` */
export function noiseText({ noise }: FigureDocument): string {
  return noise === null ? 'noise unknown' : `noise ${((noise - 1) * 100).toFixed(1)} %`;
}

/** The second lab of the baseline bears the same name. */
export function entryName({ datapath, role }: EntryDocument): string {
  return role === 'again' ? 'the same, in another lab' : datapath;
}

export function figureOf({ figures }: EntryDocument, metric: MetricName): FigureDocument | null {
  return figures.find((figure) => figure.metric === metric) ?? null;
}

/** `same node, against cilium/same-node: 40 rounds of 100 ms slices, IPv4` */
export function groupTitle({ placement, baseline }: GroupDocument, of: BenchDocument): string {
  const where = placement.replace('-', ' ');
  return `${where}, against ${baseline}: ${plural(of.rounds, 'round')} of ${of.sliceMs} ms slices, IPv${of.family}`;
}

export function betterText({ better }: Metric): string {
  return better === 'less' ? 'less is faster' : 'more is faster';
}

/** Why a lab has no figures: `skipped: the kernel has no netkit`. */
export function outText({ verdict, reason }: EntryDocument): string {
  return verdict === 'pass' ? reason : `${verdict}: ${reason}`;
}

/** All that a reader must know to judge a group's figures, each a sentence's words. */
export function groupNotes(group: GroupDocument, { rounds }: BenchDocument): string[] {
  const { entries, onCpus } = group;
  const measured = entries.filter(({ figures }) => figures.length > 0);
  if (measured.length === 0) return [];
  const probes = [...new Set(measured[0]!.verifications.map(({ probe }) => probe))];
  const conclusions = measured.flatMap(({ figures }) => figures.map((one) => one.conclusion));
  const unpaired = measured.flatMap(({ datapath, figures }) =>
    figures
      .filter((figure) => figure.unpaired > 0)
      .map(({ metric, unpaired }) => `${datapath} ${metric}: ${plural(unpaired, 'round')}`),
  );
  const lost = measured
    .filter((entry) => entry.lost > 0)
    .map((entry) => `${entryName(entry)} ${entry.lost}`);
  const [sender, receiver] = onCpus ?? [];
  return [
    `each lab was verified by ${probes.join(' and ')} probes before its first slice and after its last; no capture ran in between`,
    conclusions.includes('not told apart') &&
      'not told apart: the quartiles straddle 1, or reach into the noise, which is what two labs of one datapath differ by',
    conclusions.includes('too few rounds') &&
      `too few rounds: ${rounds} name no winner, 20 are the least`,
    unpaired.length > 0 &&
      `rounds without a ratio, for a slice had no value: ${unpaired.join(', ')}`,
    lost.length > 0 && `UDP packets lost: ${lost.join(', ')}`,
    onCpus &&
      `sent on CPU ${sender}${receiver === sender ? ', the only one' : `, streams received on CPU ${receiver}`}`,
  ].filter((note) => note !== false && note !== null);
}

/** The machine, in a sentence's words, and whether it had other things to do. */
export function machineText({ environment }: BenchDocument): string {
  const { kernel, cpu, cpus, busy } = environment;
  const other =
    busy.before > cpus / 2
      ? `; it was busy with other things (${busy.before} processes at work before, ${busy.after} in the end, ours among them): ratios may hold, the figures beside them do not`
      : '';
  return `kernel ${kernel}, ${cpus} x ${cpu ?? 'CPU'}${other}`;
}
