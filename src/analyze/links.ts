import { LabError } from '../errors.ts';

/** Names of a network namespace's devices by their kernel index. */
export type Links = ReadonlyMap<number, string>;

/** What `ip -j link` printed. @throws LabError E_USAGE where it is something else */
export function linksIn(text: string, path: string): Links {
  const links = asJson(text);
  if (!Array.isArray(links)) throw noLinks(path, 'it is no JSON list');
  return new Map(
    links.map((link: unknown) => {
      const { ifindex, ifname } = (link ?? {}) as { ifindex?: unknown; ifname?: unknown };
      if (!Number.isInteger(ifindex) || typeof ifname !== 'string') {
        throw noLinks(path, 'an entry has no ifindex or no ifname');
      }
      return [ifindex as number, ifname];
    }),
  );
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noLinks(path: string, why: string): LabError {
  return new LabError('E_USAGE', {
    message: `${path} is not what ip -j link prints`,
    why,
    mend: 'ip -j link >links.json (in the network namespace that the capture was taken in)',
  });
}
