import { defineConfig } from 'vitest/config';

/** Of a built program and a real kernel: labs have names of their own, but what is left over is counted for the whole machine. */
const e2e = {
  globalSetup: ['test/e2e/support/global-setup.ts'],
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'core',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/kind/**', 'test/faults/**'],
          testTimeout: 30_000, // properties take their time on a busy machine
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          ...e2e,
        },
      },
      {
        // those that are about captures, with the other engine
        test: {
          name: 'e2e-tap',
          include: [
            'foreign-traffic',
            'interruption',
            'labs',
            'own-datapath',
            'sabotage',
            'verify',
          ].map((name) => `test/e2e/${name}.test.ts`),
          ...e2e,
          env: { CNI_LAB_TEST_ENGINE: 'tap' },
        },
      },
      {
        // CNI_LAB_FAULTS=short: fewer moments of each
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/e2e/support/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 150_000,
          hookTimeout: 60_000,
        },
      },
      {
        // on real kind clusters: eval "$(scripts/kind-rig.sh)" first
        test: {
          name: 'kind',
          include: ['test/kind/**/*.test.ts'],
          globalSetup: ['test/kind/support/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
