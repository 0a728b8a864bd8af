import type { Device, Link } from '../datapaths/link.ts';
import { fieldsOf, list, maybe, meaning, named, textLike } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import { deviceName, mac, oneLine, placeName, text, withLength } from './field-forms.ts';

const device = named(
  'Device',
  fieldsOf<Device>()({
    namespace: placeName,
    name: deviceName,
    mac: meaning('its MAC address; 00:00:00:00:00:00 for a device without', mac),
    addresses: list(withLength),
    master: maybe(meaning('the bridge or bond that it is a port of', deviceName)),
    mtu: maybe(z.int()),
    wholeChecksums: maybe(
      meaning('what leaves it bears whole checksums, as on a wire', z.boolean()),
    ),
    isDown: maybe(meaning('left down: no packet passes it', z.boolean())),
    isFallback: maybe(
      meaning('as tunl0: every namespace has it, once the kernel knows its type', z.boolean()),
    ),
    isPromiscuous: maybe(meaning('takes in frames that are for others, too', z.boolean())),
    hairpin: maybe(
      meaning('a port of a bridge that may send a frame back where it came from', z.boolean()),
    ),
  }),
);

const ends = z.tuple([device, device]);

export const link = z.discriminatedUnion('kind', [
  fieldsOf<Extract<Link, { kind: 'veth' }>>()({ kind: z.literal('veth'), ends }),
  fieldsOf<Extract<Link, { kind: 'netkit' }>>()({
    kind: z.literal('netkit'),
    ends: meaning('the primary, which programs are put on, and its peer', ends),
  }),
  fieldsOf<Extract<Link, { kind: 'sriov' }>>()({
    kind: z.literal('sriov'),
    ends: meaning(
      'a NIC that the machine lends to the lab, then its virtual functions, by number',
      z.tuple([device], device),
    ),
  }),
  fieldsOf<Extract<Link, { kind: 'nic' }>>()({ kind: z.literal('nic'), device }),
  fieldsOf<Extract<Link, { kind: 'made' }>>()({
    kind: z.literal('made'),
    device,
    by: meaning(
      'the daemon that makes it, in its own namespace',
      z.strictObject({ namespace: placeName, name: text }),
    ),
    as: meaning('what the daemon calls it; it is handed over under its own name', deviceName),
  }),
  fieldsOf<Extract<Link, { kind: 'device' }>>()({
    kind: z.literal('device'),
    type: meaning(
      'as `ip link add type` has it: bridge, vxlan, macvlan; or tun',
      textLike(/^[\w-]+$/, 'a type'),
    ),
    device,
    lower: maybe(
      meaning(
        'the device below it, in whose namespace it is made',
        z.strictObject({ namespace: placeName, name: deviceName }),
      ),
    ),
    options: maybe(meaning('what follows the type: mode bridge', oneLine)),
  }),
]);
