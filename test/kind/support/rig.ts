import { existsSync } from 'node:fs';

/** What `eval "$(scripts/kind-rig.sh)"` says; without it, these tests say so instead of running. */
const STANDIN_TAR = process.env.CNI_LAB_TEST_STANDIN_TAR ?? '';
export const NO_RIG = !existsSync(STANDIN_TAR);

export const NODE_IMAGE = process.env.CNI_LAB_KIND_IMAGE ?? '';

/** The stand-in for Cilium, as a user would give Cilium's own chart and images without a network. */
export const STANDIN = ['--chart', 'test/stand-in/chart', '--load-archive', STANDIN_TAR] as const;

/** Labs of these tests are named so, and no others are touched: other people's may be up. */
export const PREFIX = 'kt-';
