import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** What `eval "$(scripts/kind-rig.sh)"` says; without it, these tests say so instead of running. */
const STANDIN_TAR = process.env.CNI_LAB_TEST_STANDIN_TAR ?? '';
export const NO_RIG = !existsSync(STANDIN_TAR);

export const NODE_IMAGE = process.env.CNI_LAB_KIND_IMAGE ?? '';

/** The stand-in for Cilium, as a user would give Cilium's own chart and images without a network. */
export const STANDIN = ['--chart', 'test/stand-in/chart', '--load-archive', STANDIN_TAR] as const;

/** kube-proxy's image, which the rig's nodes lack. */
export const KUBE_PROXY = ['--load-archive', process.env.RIG_KUBE_PROXY_TAR ?? ''] as const;

/** What `test/real-cnis/build.sh DIR` has made; CI has no time for it, so it is to be asked for. */
const REAL_CNIS = process.env.CNI_LAB_TEST_REAL_CNIS ?? '';
export const NO_REAL_CNIS = !existsSync(realCni('flannel.tar'));

/** The path of one of its files. */
export function realCni(file: string): string {
  return join(REAL_CNIS, file);
}

/** Labs of these tests are named so, and no others are touched: other people's may be up. */
export const PREFIX = 'kt-';
