import { at, integerAt, listAt, parseJson, textAt } from '../json.ts';

/** A service's address and port, and an address of what is behind it. */
export interface Translation {
  readonly address: string;
  readonly port: number;
  readonly backends: readonly string[];
}

/**
 * Whether an agent has such a service, for TCP and for UDP, with one of these backends.
 * @param services `cilium-dbg service list -o json`
 */
export function translates(services: string | null, wanted: Translation): boolean {
  const fitting = listAt(parseJson(services))
    .map((service) => at(service, 'status', 'realized'))
    .filter((realized) => {
      const backends = listAt(realized, 'backend-addresses').map((each) => textAt(each, 'ip'));
      return (
        textAt(realized, 'frontend-address', 'ip') === wanted.address &&
        integerAt(realized, 'frontend-address', 'port') === wanted.port &&
        backends.some((ip) => ip !== null && wanted.backends.includes(ip))
      );
    })
    .map((realized) => textAt(realized, 'frontend-address', 'protocol'));
  // without protocol: an agent that does not tell them apart
  return ['TCP', 'UDP'].every((p) => fitting.some((has) => has === p || !isNamed(has)));
}

function isNamed(protocol: string | null): boolean {
  return protocol !== null && protocol !== 'ANY' && protocol !== 'NONE';
}
