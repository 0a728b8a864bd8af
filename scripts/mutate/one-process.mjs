// A test runner for Stryker that runs the tests of the pure core in its own process, one by one, the quick ones
// first. Its runner for vitest starts vitest for each mutant, which costs several times as much: see docs/judge.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { bundleTests } from './test-bundle.mjs';

/** In the copy that Stryker makes of the checkout; its processes share it. */
const TIMES = 'mutation-times.json';

globalThis.__stryker__ ??= {};

class OneProcess {
  static inject = ['options'];
  /** What Stryker's switches in the code ask: which mutant is on, and where to count what was reached. */
  #switches = globalThis.__stryker__;
  #patterns;
  #bundle;

  constructor({ oneProcess }) {
    this.#patterns = oneProcess.tests;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    this.#bundle = await bundleTests(process.cwd(), this.#patterns);
  }

  async dryRun() {
    const times = { files: {}, tests: {} };
    const tests = [];
    for (const fileName of this.#bundle.files) {
      const start = performance.now();
      const found = this.#bundle.evaluate()(fileName); // with all that it imports, as for a mutant
      times.files[fileName] = performance.now() - start;
      for (const test of found) {
        this.#switches.currentTestId = test.id;
        const result = await runTest(test);
        this.#switches.currentTestId = undefined;
        times.tests[test.id] = result.timeSpentMs;
        tests.push({ ...result, fileName });
      }
    }
    writeFileSync(TIMES, JSON.stringify(times));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#switches.mutantCoverage };
  }

  async mutantRun({ testFilter, activeMutant, hitLimit }) {
    const times = JSON.parse(readFileSync(TIMES, 'utf8'));
    const wanted = new Map();
    for (const id of testFilter ?? Object.keys(times.tests)) {
      const file = id.slice(0, id.indexOf('#'));
      wanted.set(file, [...(wanted.get(file) ?? []), id]);
    }
    const cost = ([file, ids]) => ids.reduce((sum, id) => sum + times.tests[id], times.files[file]);
    Object.assign(this.#switches, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    let nrOfTests = 0;
    const killed = (by, failureMessage) => ({
      ...{ status: MutantRunStatus.Killed, killedBy: [by], failureMessage, nrOfTests },
    });
    try {
      const testsOf = this.#bundle.evaluate();
      for (const [file, ids] of [...wanted].sort((a, b) => cost(a) - cost(b))) {
        let found;
        try {
          found = testsOf(file);
        } catch (error) {
          return killed(ids[0], String(error));
        }
        const asked = new Set(ids);
        const tests = found.filter(({ id }) => asked.has(id));
        // a test may be named by what the mutant changes: then it is not there, which no other says
        if (tests.length < ids.length) return killed(ids[0], 'the test has another name');
        for (const test of tests.sort((a, b) => times.tests[a.id] - times.tests[b.id])) {
          nrOfTests++;
          const { failureMessage } = await runTest(test);
          if (failureMessage !== undefined) return killed(test.id, failureMessage);
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests };
    } finally {
      this.#switches.activeMutant = undefined;
    }
  }
}

async function runTest({ id, name, run }) {
  const start = performance.now();
  const result = (rest) => ({ id, name, timeSpentMs: performance.now() - start, ...rest });
  try {
    await run();
    return result({ status: TestStatus.Success });
  } catch (error) {
    return result({ status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'one-process', OneProcess),
];
