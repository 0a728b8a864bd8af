import type { DeviceFacts } from '../inspect/device-facts.ts';
import type { FdbEntry } from '../inspect/fdb.ts';
import type { HookProgram, PodPage } from '../inspect/inspection.ts';
import type { Neighbour } from '../inspect/neighbours.ts';
import type { NodeRoute } from '../inspect/node-routes.ts';
import { printable } from '../ui/width.ts';

const MOST_ADDRESSES = 3;

export function podName({ namespace, name }: Pick<PodPage, 'namespace' | 'name'>): string {
  return printable(namespace ? `${namespace}/${name}` : name);
}

/** As `ip route` has it. */
export function route({ destination, gateway, device, type, table }: NodeRoute): string {
  return printable(
    [
      ...(type === 'unicast' ? [] : [type]),
      destination,
      ...(gateway ? [`via ${gateway}`] : []),
      ...(device ? [`dev ${device}`] : []),
      ...(table === 'main' ? [] : [`table ${table}`]),
    ].join(' '),
  );
}

export function neighbour({ address, device, mac, state }: Neighbour): string {
  return printable([address, 'dev', device, ...(mac ? [mac] : []), state].join(' '));
}

/** As `bridge fdb` has it. */
export function fdbEntry({ mac, device, master, remote, state }: FdbEntry): string {
  return printable(
    [
      ...[mac, 'dev', device],
      ...(master ? [`master ${master}`] : []),
      ...(remote ? [`dst ${remote}`] : []),
      ...(state ? [state] : []),
    ].join(' '),
  );
}

export function program({ hook, name }: HookProgram): string {
  return printable(`${hook}: ${name ?? 'a program without name'}`);
}

/** What only some devices have: addresses, how a tunnel wraps, a bridge that it is a port of. */
export function inWords(device: DeviceFacts): string {
  const { tunnel, up } = device;
  const addresses = device.addresses.filter((address) => !address.startsWith('fe80:'));
  const more = addresses.length - MOST_ADDRESSES;
  return printable(
    [
      ...(up ? [] : ['DOWN']),
      ...addresses.slice(0, MOST_ADDRESSES),
      ...(more > 0 ? [`and ${more} more`] : []),
      ...(tunnel?.external ? ['external: each packet says its VNI and end'] : []),
      ...(tunnel?.vni != null ? [`VNI ${tunnel.vni}`] : []),
      ...(tunnel?.port ? [`port ${tunnel.port}`] : []),
      ...(tunnel?.local ? [`local ${tunnel.local}`] : []),
      ...(tunnel?.remote ? [`remote ${tunnel.remote}`] : []),
      ...(tunnel?.device ? [`dev ${tunnel.device}`] : []),
    ].join(', '),
  );
}
