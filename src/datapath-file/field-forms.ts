import { byName, textLike } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';

export const text = z.string();
/** What goes into a line for `ip`, `tc` and their like may not begin another. */
export const oneLine = textLike(/^[^\n\r]*$/, 'text on one line');
export const placeName = textLike(/^[a-z][a-z0-9-]*$/, 'the name of a namespace, such as pod1');
export const deviceName = textLike(
  /^[^\s/:"]{1,15}$/,
  'the name of a device: at most 15 characters',
);
export const mac = textLike(
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/,
  'a MAC address, such as 02:00:00:00:01:01',
);
export const address = textLike(/^[0-9a-f.:]+$/, 'an IP address');
export const withLength = textLike(
  /^[0-9a-f.:]+\/\d{1,3}$/,
  'an address with prefix length: 10.0.0.1/24',
);
export const sysctls = byName(z.number());
export const argv = z.tuple([text], text);
