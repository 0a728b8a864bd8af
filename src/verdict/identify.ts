import type { Check } from './check.ts';
import { unknownTaps } from './check-signature.ts';
import type { Evidence } from './evidence.ts';
import { answersTo, type Claim, isContradicted } from './judge.ts';
import type { Observation } from './observation.ts';
import { once } from './once.ts';

/** How well one datapath of the catalogue fits what was seen. */
export interface Guess {
  readonly datapath: string;
  /** Questions answered as expected, of those that were answered at all: 0 to 1. */
  readonly score: number;
  /** Nothing contradicts it. */
  readonly fits: boolean;
  /** Questions that could not be answered. */
  readonly open: number;
  /** Taps that it says nothing of: what accounts for more of them fits better. */
  readonly unknownTaps: number;
  /** What contradicts it, or, if nothing does, what speaks for it. */
  readonly evidence: readonly string[];
}

export interface Identification {
  /** The datapaths that fit best: more than one where the captures cannot tell them apart. */
  readonly names: readonly string[];
  /** Those of these names. */
  readonly best: readonly Guess[];
  /** The whole catalogue, best first: worked out when it is asked for. */
  readonly ranking: readonly Guess[];
}

/** Ranks the catalogue by fit. No name is given where everything is contradicted: unknown. Pure. */
export function identify(
  observation: Observation,
  evidence: Evidence | null,
  catalogue: ReadonlyMap<string, Claim>,
): Identification {
  const ranked = (claims: readonly (readonly [string, Claim])[]) =>
    claims
      .map(([datapath, claim]) => guess(datapath, claim, observation, evidence))
      .sort(
        (a, b) => Number(b.fits) - Number(a.fits) || b.score - a.score || leftBy(a) - leftBy(b),
      );
  const all = [...catalogue];
  const likely = ranked(all.filter(([, claim]) => !isContradicted(observation, claim)));
  const first = likely[0];
  const fitting = likely.filter((g) => first?.fits && g.fits && leftBy(g) === leftBy(first));
  const best = ofCni(fitting, evidence?.cni ?? null);
  const ranking = once(() => ranked(all));
  return {
    names: best.map(({ datapath }) => datapath),
    best,
    get ranking() {
      return ranking();
    },
  };
}

/** Of those that the captures cannot tell apart, the CNI's own: another's are not on its cluster. */
function ofCni(guesses: readonly Guess[], cni: string | null): readonly Guess[] {
  const own = guesses.filter(({ datapath }) => datapath.startsWith(`${cni}/`));
  return own.length > 0 ? own : guesses;
}

/** How much of what there is to be said it leaves open. */
function leftBy({ open, unknownTaps }: Guess): number {
  return open + unknownTaps;
}

function guess(
  datapath: string,
  claim: Claim,
  observation: Observation,
  evidence: Evidence | null,
): Guess {
  const { signature, checks } = answersTo(observation, evidence, claim);
  const yes = checks.filter((c) => c.ok === true);
  const no = checks.filter((c) => c.ok === false);
  const score = yes.length / Math.max(1, yes.length + no.length);
  const saysSomething = yes.some((c) => c.code === 'missing');
  return {
    datapath,
    score: Math.round(score * 1000) / 1000,
    fits: no.length === 0 && saysSomething,
    open: checks.filter((c) => c.ok === null).length,
    unknownTaps: unknownTaps(observation, signature, claim.overlooked).length,
    evidence: no.length > 0 ? no.map(contradiction) : yes.filter(telling).map(confirmation),
  };
}

/** Presence and witnesses tell datapaths apart; the rest are details. */
function telling(check: Check): boolean {
  return TELLING.includes(check.code);
}

const TELLING: readonly Check['code'][] = [
  ...(['missing', 'unproven-absence'] as const),
  ...([
    'programs',
    'conntrack',
    'kube-proxy',
    'translation',
    'routes',
    'drops',
    'rescheduling',
    'forwarder',
  ] as const),
];

function contradiction(check: Check): string {
  return `${where(check)}: ${check.seen}, where it has ${check.expected}`;
}

function confirmation(check: Check): string {
  return `${where(check)}: ${check.seen}`;
}

function where(check: Check): string {
  return [check.tap, check.leg ?? (check.tap ? '' : check.code)].filter(Boolean).join(' ');
}
