import type { LabError } from '../errors.ts';
import { VERDICTS } from '../report/run-document.ts';
import { maybe, meaning, named, openFieldsOf, wordsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import type { Spread } from '../spread.ts';
import type { Finding } from '../verdict/finding.ts';
import type {
  BenchDocument,
  BenchEnvironment,
  EntryDocument,
  FigureDocument,
  GroupDocument,
  VerificationDocument,
} from './bench-document.ts';
import { METRICS, type Metric } from './metric.ts';
import { CONCLUSIONS } from './paired.ts';
import type { Published } from './published.ts';
import { MEASURES } from './slice.ts';

/** The shape of bench.json, for who reads it; the compiler holds it against the types. */

const text = z.string();
const number = z.number();
const count = z.int();
const orNull = z.nullable;

const verdict = z.enum(VERDICTS);
const measure = z.enum(MEASURES);
const metricName = z.enum(METRICS);
const placement = z.enum(['same-node', 'cross-node']);
const values = z.array(orNull(number));

const spread = named(
  'spread',
  openFieldsOf<Spread>()({
    count,
    median: number,
    lower: meaning('a quarter is less', number),
    upper: meaning('a quarter is more', number),
  }),
);

const finding = openFieldsOf<Finding>()({
  ...{ code: text, weight: z.enum(['contradiction', 'doubt']), tap: orNull(text) },
  leg: orNull(z.enum(['request', 'reply'])),
  ...{ expected: text, seen: text, meaning: text },
});

const verification = openFieldsOf<VerificationDocument>()({
  when: meaning('the first slice of its lab, or the last', z.enum(['before', 'after'])),
  probe: z.enum(['udp', 'tcp']),
  ...{ verdict, reason: text, findings: z.array(finding) },
});

const figure = openFieldsOf<FigureDocument>()({
  metric: metricName,
  absolute: meaning("in the metric's unit; null where no slice gave a value", orNull(spread)),
  ratio: meaning(
    'to the baseline in the same round, over all rounds; null for the baseline itself',
    orNull(spread),
  ),
  unpaired: meaning('rounds without a ratio, for one of its two slices had no value', count),
  noise: meaning(
    "by how much two labs of the baseline's datapath were apart, as a factor of 1 or more",
    orNull(number),
  ),
  conclusion: orNull(z.enum(CONCLUSIONS)),
  values: meaning('by round, in the order of time; none is left out', values),
  ratios: meaning('by round', values),
});

const error = openFieldsOf<ReturnType<LabError['toJSON']>>()({
  code: meaning('stable: E_...', text),
  ...{ message: text, why: text, mend: text },
});

const entry = openFieldsOf<EntryDocument>()({
  ...{ datapath: text, title: text },
  role: wordsOf<EntryDocument['role']>({
    baseline: 'what the others are held against',
    again: "another lab of the baseline's datapath",
    contender: '',
  }),
  verdict: meaning('whether its lab had this datapath, before and after', verdict),
  reason: text,
  error: maybe(error),
  verifications: z.array(verification),
  figures: meaning('empty where it was not measured, or does not count', z.array(figure)),
  lost: meaning('UDP packets that were sent in slices and never received', count),
});

const group = openFieldsOf<GroupDocument>()({
  ...{ placement, baseline: text },
  onCpus: meaning(
    'that traffic was sent on, and that streams were received on; null where nothing was measured',
    orNull(z.tuple([count, count])),
  ),
  entries: z.array(entry),
});

const metric = openFieldsOf<Metric>()({
  ...{ name: metricName, measure, title: text },
  unit: z.enum(['ns', 'µs', '/s', 'Gbit/s']),
  better: meaning('which of two is the faster datapath', z.enum(['less', 'more'])),
  meaning: text,
});

const environment = openFieldsOf<BenchEnvironment>()({
  ...{ kernel: text, cpu: orNull(text), cpus: count },
  busy: meaning(
    'processes at work, over the minute before the first lab and the one before the end',
    z.object({ before: number, after: number }),
  ),
});

export const benchSchema = openFieldsOf<BenchDocument>()({
  schema: z.literal('cni-lab/bench/1'),
  ...{ id: text, startedAt: text, durationMs: count, verdict, environment },
  family: z.union([z.literal(4), z.literal(6)]),
  ...{ rounds: count, sliceMs: count },
  seed: meaning('--seed with it gives the same order of slices', count),
  ...{ measures: z.array(measure), metrics: z.array(metric), groups: z.array(group) },
  published: meaning(
    'of other machines, to be read beside it',
    z.array(openFieldsOf<Published>()({ what: text, figure: text, by: text, source: text })),
  ),
  folder: text,
});
