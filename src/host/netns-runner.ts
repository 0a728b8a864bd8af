import { netnsPath } from './netns-path.ts';
import type { Argv, Runner } from './runner.ts';

/** Runs programs inside a named network namespace of the place that `outer` runs in. */
export function netnsRunner(outer: Runner, namespace: string): Runner {
  return prefixed(outer, ['nsenter', `--net=${netnsPath(namespace)}`]);
}

/** Runs programs in the network namespace of a process that `outer` can see. */
export function processNetnsRunner(outer: Runner, pid: number): Runner {
  return prefixed(outer, ['nsenter', `--net=/proc/${pid}/ns/net`]);
}

/** Runs a process' own programs: with its files, in its network namespace. */
export function insideRunner(outer: Runner, pid: number): Runner {
  return prefixed(outer, ['nsenter', `--target=${pid}`, '--mount', '--net']);
}

/** Starts every program by another, which gets it as its arguments. */
export function prefixed(outer: Runner, prefix: Argv): Runner {
  const enter = (argv: Argv): Argv => [...prefix, ...argv];
  return {
    ...(outer.remote !== undefined && { remote: outer.remote }),
    run: (argv, options) => outer.run(enter(argv), options),
    start: (argv) => outer.start(enter(argv)),
    argv: (argv) => outer.argv(enter(argv)),
  };
}
