import { signatureSchema } from '../datapath-file/signature-schema.ts';
import type { Stop } from '../drawing/journey.ts';
import type { Port, Room, Scene, SceneDevice } from '../drawing/scene.ts';
import type { Replay, ReplayTap, SeenWay } from '../report/replay.ts';
import {
  type EngineDocument,
  type Environment,
  type LegDocument,
  type ProbeDocument,
  type ResultDocument,
  type RunDocument,
  type TapDocument,
  VERDICTS,
  type WitnessDocument,
} from '../report/run-document.ts';
import { meaning, named, openFieldsOf } from '../schema/shape.ts';
import * as z from '../schema/zod.ts';
import type { TapPrograms } from '../verdict/evidence.ts';
import type { Finding } from '../verdict/finding.ts';
import type { ProbeKey } from '../verdict/join-key.ts';

const maybe = z.exactOptional;
const text = z.string();
const texts = z.array(text);
const orNull = z.nullable;

const verdict = z.enum(VERDICTS);
const kind = z.enum(['ping', 'udp', 'tcp']);
const family = z.union([z.literal(4), z.literal(6)]);
const direction = z.enum(['in', 'out']);

const leg = named(
  'leg',
  openFieldsOf<LegDocument>()({
    seen: meaning('of how many probes a packet of this leg was seen', z.int()),
    of: z.int(),
    direction: orNull(z.enum(['in', 'out', 'both'])),
    expected: meaning('all in, none, ...; null where the signature says nothing', orNull(text)),
    ok: meaning('null where it cannot be told', orNull(z.boolean())),
  }),
);

const tap = openFieldsOf<TapDocument>()({
  tap: meaning('pod1/eth0, pod1/lxc, node1/cni0', text),
  device: text,
  ifindex: orNull(z.int()),
  namespace: orNull(text),
  pcap: meaning("relative to the run folder, or the file's own path", text),
  live: orNull(z.boolean()),
  kernelDrops: z.int(),
  why: maybe(text),
  request: leg,
  reply: leg,
});

const probe = openFieldsOf<ProbeDocument>()({
  ...{ kind, family, count: z.int(), from: text, to: text },
  answered: meaning('null where nobody says', orNull(z.int())),
});

const finding = openFieldsOf<Finding>()({
  code: meaning('stable: missing, unexpected, direction, ttl, programs, ...', text),
  weight: meaning(
    'a contradiction fails the datapath; a doubt leaves it open',
    z.enum(['contradiction', 'doubt']),
  ),
  tap: orNull(text),
  leg: orNull(z.enum(['request', 'reply'])),
  ...{ expected: text, seen: text, meaning: text },
});

const witness = openFieldsOf<WitnessDocument>()({
  name: text,
  agrees: meaning('null: it has nothing to say here', orNull(z.boolean())),
  detail: text,
});

const error = openFieldsOf<NonNullable<ResultDocument['error']>>()({
  code: meaning('stable: E_...', text),
  ...{ message: text, why: text, mend: text },
});

const port = { room: text, device: text };

const scene = openFieldsOf<Scene>()({
  rooms: z.array(
    openFieldsOf<Room>()({
      ...{ name: text, role: z.enum(['node', 'pod', 'network']), node: maybe(text) },
    }),
  ),
  devices: z.array(
    openFieldsOf<SceneDevice>()({ ...port, kind: text, addresses: texts, master: maybe(text) }),
  ),
  wires: z.array(z.tuple([openFieldsOf<Port>()(port), openFieldsOf<Port>()(port)])),
  taps: z.array(openFieldsOf<Scene['taps'][number]>()({ ...port, tap: text })),
  ...{ from: text, to: text, service: maybe(text) },
});

const key = z.union([
  openFieldsOf<Extract<ProbeKey, { kind: 'ping' }>>()({
    kind: z.literal('ping'),
    nonce: orNull(text),
    id: orNull(z.int()),
  }),
  openFieldsOf<Extract<ProbeKey, { kind: 'udp' | 'tcp' }>>()({
    kind: z.enum(['udp', 'tcp']),
    nonce: text,
    port: z.int(),
  }),
]);

const stops = z.array(openFieldsOf<Stop>()({ tap: text, direction: orNull(direction) }));

const replay = openFieldsOf<Replay>()({
  title: text,
  story: z.array(openFieldsOf<Replay['story'][number]>()({ text, source: text })),
  scene: meaning('the lab as drawings show it', scene),
  signature: meaning('what it was held against', signatureSchema),
  key: meaning("by which the probe's packets are known", key),
  canaries: meaning('the same of what was sent to show that a capture can see', z.array(key)),
  taps: z.array(
    openFieldsOf<ReplayTap>()({ mac: orNull(text), fault: orNull(text), clock: maybe(text) }),
  ),
  programs: z.array(openFieldsOf<TapPrograms>()({ tap: text, attached: texts })),
  ways: meaning(
    'the ways that packets were seen to take, each with the probes that took it, from 1',
    z.array(
      openFieldsOf<SeenWay>()({
        probes: z.array(z.tuple([z.int(), z.int()])),
        ...{ request: stops, reply: stops },
      }),
    ),
  ),
});

const result = openFieldsOf<ResultDocument>()({
  datapath: text,
  lab: meaning('whose lab it was held against; null for files', orNull(text)),
  pair: maybe(meaning('which pair of pods, from 1, where many were verified in one lab', z.int())),
  ...{ verdict, reason: text },
  because: maybe(meaning("why a live cluster was expected to have the lab's datapath", texts)),
  disagreement: maybe(
    openFieldsOf<NonNullable<ResultDocument['disagreement']>>()({ said: texts, seen: text }),
  ),
  error: maybe(error),
  probe: maybe(probe),
  engine: maybe(
    openFieldsOf<EngineDocument>()({
      by: z.enum(['tcpdump', 'tap']),
      because: maybe(meaning('why it was not what was asked for', text)),
    }),
  ),
  taps: z.array(tap),
  findings: z.array(finding),
  witnesses: z.array(witness),
  identified: z.array(
    openFieldsOf<ResultDocument['identified'][number]>()({ datapath: text, score: z.number() }),
  ),
  tellApart: orNull(text),
  replay: maybe(replay),
  phasesMs: z.record(text, z.number()),
});

/** run.json, and what `verify --json` prints. What a newer minor cni-lab adds to it is let in. */
export const runSchema = openFieldsOf<RunDocument>()({
  schema: z.literal('cni-lab/run/1'),
  id: text,
  startedAt: meaning('ISO 8601, UTC', text),
  durationMs: z.number(),
  backend: z.enum(['netns', 'kind', 'cluster', 'files']),
  verdict,
  environment: openFieldsOf<Environment>()({
    kernel: text,
    tools: z.record(text, text),
    cni: meaning('what a live cluster says of itself; null for an embedded lab', z.any()),
  }),
  results: z.array(result),
  folder: orNull(text),
});
