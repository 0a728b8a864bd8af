import type { LabError } from '../../errors.ts';
import { type Content, type Markup, markup } from '../../ui/markup.ts';
import type { Finding } from '../../verdict/finding.ts';
import { type ResultDocument, type RunDocument, titleOf } from '../run-document.ts';

/** One test case, in the words of JUnit's XML. */
interface Case {
  readonly name: string;
  readonly outcome: Outcome | null;
}

interface Outcome {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly type?: string;
  readonly text?: string;
}

/**
 * A run as JUnit's XML: a suite for each datapath, with a case for each tap, and one for all that is
 * no tap's. A contradiction is a failure; what cannot be told is an error.
 */
export function junitOf(document: RunDocument): string {
  const { id, startedAt, durationMs, environment, backend, results } = document;
  const properties = {
    ...{ id, backend, kernel: environment.kernel, ...environment.tools },
    ...(environment.cni && { cni: environment.cni.name }),
  };
  const suites = results.map((result) => suite(result, startedAt, properties));
  return xml(suites, results.flatMap(casesOf), durationMs);
}

/** The same where nothing could be verified at all. */
export function junitOfFailure(failure: LabError, startedAt: Date): string {
  const died: Case = { name: 'set-up', outcome: ofError(failure.toJSON()) };
  const suites = [
    markup`<testsuite name="cni-lab" ${counts([died])} time="0" timestamp="${startedAt.toISOString()}">${testcase('cni-lab', died, 0)}</testsuite>`,
  ];
  return xml(suites, [died], Date.now() - startedAt.getTime());
}

function xml(suites: readonly Markup[], cases: readonly Case[], durationMs: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${
    markup`<testsuites name="cni-lab" ${counts(cases)} time="${seconds(durationMs)}">
${suites.map((s) => markup`${s}\n`)}</testsuites>
`.text
  }`;
}

function suite(
  result: ResultDocument,
  startedAt: string,
  properties: Readonly<Record<string, string>>,
): Markup {
  const title = titleOf(result);
  const { phasesMs } = result;
  const cases = casesOf(result);
  const ms = Object.values(phasesMs).reduce((a, b) => a + b, 0);
  return markup`<testsuite name="${title}" ${counts(cases)} time="${seconds(ms)}" timestamp="${startedAt}">
  <properties>${Object.entries(properties).map(
    ([name, value]) => markup`<property name="${name}" value="${value}"/>`,
  )}</properties>
${cases.map((one, i) => markup`  ${testcase(title, one, i === cases.length - 1 ? ms : 0)}\n`)}</testsuite>`;
}

function testcase(classname: string, { name, outcome }: Case, ms: number): Markup {
  const inside = outcome && element(outcome);
  return markup`<testcase classname="${classname}" name="${name}" time="${seconds(ms)}">${inside}</testcase>`;
}

function element({ kind, message, type, text }: Outcome): Content {
  if (kind === 'skipped') return markup`<skipped message="${message}"/>`;
  if (kind === 'error') {
    return markup`<error message="${message}" type="${type ?? 'inconclusive'}">${text}</error>`;
  }
  return markup`<failure message="${message}" type="${type ?? 'contradiction'}">${text}</failure>`;
}

function casesOf(result: ResultDocument): Case[] {
  const taps = result.taps.map(({ tap }): Case => {
    const here = result.findings.filter((finding) => finding.tap === tap);
    return { name: tap, outcome: ofFindings(here) };
  });
  return [...taps, { name: 'verdict', outcome: ofResult(result) }];
}

function ofFindings(findings: readonly Finding[]): Outcome | null {
  const [first] = findings;
  if (!first) return null;
  const kind = findings.some(({ weight }) => weight === 'contradiction') ? 'failure' : 'error';
  const text = findings.map(
    ({ leg, expected, seen, meaning }) =>
      `${leg ? `${leg}: ` : ''}expected ${expected}, seen ${seen}\n${meaning}`,
  );
  return { kind, message: first.meaning, type: first.code, text: text.join('\n\n') };
}

function ofResult({ verdict, reason, error, findings }: ResultDocument): Outcome | null {
  if (verdict === 'pass') return null;
  if (verdict === 'skipped') return { kind: 'skipped', message: reason };
  if (error) return ofError(error);
  const elsewhere = ofFindings(findings.filter(({ tap }) => tap === null));
  const kind = verdict === 'fail' ? 'failure' : 'error';
  return { ...elsewhere, kind, message: reason };
}

function ofError({ code, message, why, mend }: ReturnType<LabError['toJSON']>): Outcome {
  return { kind: 'error', message, type: code, text: `${why}\nto mend it: ${mend}` };
}

function counts(cases: readonly Case[]): Markup {
  const of = (kind: Outcome['kind']) => cases.filter((c) => c.outcome?.kind === kind).length;
  return markup`tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
