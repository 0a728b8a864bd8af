import { fileURLToPath } from 'node:url';

/** What scripts/mutate/mutate.mjs has Stryker do: https://stryker-mutator.io/docs/stryker-js/configuration */
export default {
  testRunner: 'one-process',
  plugins: [fileURLToPath(new URL('one-process.mjs', import.meta.url))],
  oneProcess: {
    tests: [
      'test/verdict/**/*.test.ts',
      'test/packets/**/*.test.ts',
      // these hold recorded runs against the whole catalogue: a rule wants an example of its own
      '!test/verdict/{recorded-runs,real-recordings,netkit-live,retransmission}.test.ts',
      '!test/verdict/{mutations,invariants,metamorphic,spoilings}.test.ts',
    ],
  },
  mutate: ['src/verdict/**/*.ts', 'src/packets/**/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // what was not changed since, nor its tests, is not run again
  incremental: true,
  incrementalFile: '.cache/mutants.json',
  tempDirName: '.cache/mutants',
  ignorePatterns: [
    ...[
      '/bin',
      '/bpf',
      '/cni-lab-runs',
      '/dist',
      '/dist.*',
      '/docs',
      '/man',
      '/manifests',
      '/native',
    ],
    ...['/scripts', '/schema', '/test/e2e', '/test/kind', '/test/fixtures/{clusters,inspect,kind}'],
  ],
  reporters: ['progress-append-only'],
  timeoutMS: 10_000,
  timeoutFactor: 3,
  logLevel: 'warn',
  warnings: { unknownOptions: false },
};
