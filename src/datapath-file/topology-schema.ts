import type { Command, Incident, Passage, TapPoint, Topology } from '../datapaths/topology.ts';
import { type Covers, fieldsOf, list, maybe, meaning, named, textLike } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import { daemon, service } from './daemon-schema.ts';
import { address, argv, deviceName, placeName } from './field-forms.ts';
import { link } from './link-schema.ts';
import { namespace } from './namespace-schema.ts';
import { program, socketProgram } from './program-schema.ts';

/** Which family a topology is of stands before it in a file. */
export type FamilyTopology = Omit<Topology, 'family'>;

const command = fieldsOf<Command>()({ namespace: placeName, argv });

const incident = fieldsOf<Incident>()({
  act: meaning('what is done', command),
  effect: meaning('succeeds once it has taken effect: only then the probe goes on', command),
});

const tap = fieldsOf<TapPoint>()({
  name: textLike(/^[a-z0-9-]+\/[\w.-]+$/, "a tap's name, such as pod1/eth0"),
  namespace: placeName,
  device: deviceName,
  canary: maybe(
    meaning(
      'from where to where a ping must pass here: needed where the probe leaves nothing',
      z.strictObject({
        from: placeName,
        to: placeName,
        device: maybe(meaning('the device at the target whose address is asked', deviceName)),
      }),
    ),
  ),
});

const passage = fieldsOf<Passage>()({
  from: placeName,
  to: placeName,
  service: maybe(meaning("the address that is asked in place of the target's own", address)),
  device: maybe(
    meaning(
      'the device at either end whose addresses are used; without it, the first with any',
      deviceName,
    ),
  ),
  unconnected: maybe(
    meaning('UDP is sent by a socket that is connected to nobody, as by sendto()', z.boolean()),
  ),
  outsideCgroup: maybe(
    meaning("who asks is outside its place's cgroup, and programs on that", z.boolean()),
  ),
});

/** A lab, as a file has it. */
export const topologySchema = named(
  'Topology',
  fieldsOf<FamilyTopology>()({
    namespaces: meaning(
      'nodes, pods, and what is between the nodes',
      z.record(placeName, namespace),
    ),
    links: z.array(link),
    programs: list(program),
    socketPrograms: maybe(z.array(socketProgram)),
    services: meaning('servers that answer UDP and TCP probes', list(service)),
    conditions: maybe(
      meaning('commands that must succeed before the lab is probed', z.array(command)),
    ),
    incident: maybe(
      meaning('what happens in the midst of the probe: after its first answer', incident),
    ),
    daemons: maybe(
      meaning('what else runs in its places, until the lab is removed', z.array(daemon)),
    ),
    taps: meaning('capture points, in the order in which a request passes them', z.array(tap)),
    probe: maybe(meaning('who sends the probe to whom; without it, pod1 to pod2', passage)),
  }),
);

true satisfies Covers<FamilyTopology, typeof topologySchema>;
