import type { Daemon, Service } from '../datapaths/daemon.ts';
import { fieldsOf, maybe, meaning, textLike } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import { argv, placeName, text } from './field-forms.ts';

export const service = fieldsOf<Service>()({ namespace: placeName, port: z.int() });

export const daemon = fieldsOf<Daemon>()({
  namespace: placeName,
  name: textLike(/^[\w-]+$/, 'a name of letters, digits and hyphens'),
  argv: meaning(
    '{dir} in it, its variables and its files stands for its folder; {dist}/NAME is a program of ours',
    argv,
  ),
  env: maybe(meaning('environment variables of its own', z.record(text, text))),
  files: maybe(meaning('files in its folder, by name', z.record(text, text))),
  ready: meaning('a command that succeeds once it does its work', argv),
  routes: maybe(
    meaning('of a routing daemon: prints its routes, as birdc show route all does', argv),
  ),
  ports: maybe(
    meaning(
      'of one on DPDK: the taps on the other sides of its ports, by their numbers; its telemetry is asked what they carried',
      z.array(text),
    ),
  ),
});
