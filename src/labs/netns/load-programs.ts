import type { Argv } from '../../host/runner.ts';
import { RECORDS_FOLDER } from '../lab-record.ts';

/**
 * `tc -batch -` for lines that load BPF objects. tc mounts a bpffs and leaves folders in it, though
 * these programs pin nothing; so it gets a mount namespace of its own, gone when it ends, and a place
 * in it where nobody else's bpffs is.
 */
export const LOAD_PROGRAMS: Argv = [
  ...(['unshare', '--mount', 'env', `TC_BPF_MNT=${RECORDS_FOLDER}`, 'tc', '-batch', '-'] as const),
];
