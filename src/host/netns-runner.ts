import { netnsPath } from './netns-path.ts';
import type { Argv, Runner } from './runner.ts';

/** Runs programs inside a named network namespace of the place that `outer` runs in. */
export function netnsRunner(outer: Runner, namespace: string): Runner {
  const enter = (argv: Argv): Argv => ['nsenter', `--net=${netnsPath(namespace)}`, ...argv];
  return {
    run: (argv, options) => outer.run(enter(argv), options),
    start: (argv) => outer.start(enter(argv)),
    argv: (argv) => outer.argv(enter(argv)),
  };
}
