import type { ContainerPlace } from './kubernetes.ts';

/** The URL path that runs a program in a container. */
export function execPath(
  { namespace, pod, container }: ContainerPlace,
  argv: readonly string[],
  stdin: boolean,
): string {
  const query = new URLSearchParams([
    ...argv.map((argument): [string, string] => ['command', argument]),
    ...(container === undefined ? [] : [['container', container] satisfies [string, string]]),
    ['stdin', String(stdin)],
    ['stdout', 'true'],
    ['stderr', 'true'],
  ]);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query}`;
}
