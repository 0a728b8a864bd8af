import type { Machine } from '../../../host/machine.ts';
import type { Argv, Runner } from '../../../host/runner.ts';
import { type Answer, ask } from './ask.ts';
import { type Docker, readDockerInfo } from './docker-info.ts';
import type { KindWanted } from './finding.ts';
import { type NodeImage, readNodeImage } from './node-image.ts';

/** All that the checks look at, asked once. */
export interface KindFacts {
  readonly machine: Machine;
  readonly docker: Docker;
  readonly kind: Answer;
  /** Null: not asked, for no chart is to be installed. */
  readonly helm: Answer | null;
  readonly cilium: Answer | null;
  /** Null: kind's default, or Docker cannot be asked. */
  readonly image: NodeImage | null;
  /** Node images of kind's own that are here; null: Docker cannot be asked. */
  readonly nodeImages: readonly string[] | null;
  /** Nodes of a cluster of that name; null: Docker cannot be asked. */
  readonly nodes: readonly string[] | null;
}

const INFO: Argv = ['docker', 'info', '--format', '{{json .}}'];
const NAME = '{{.Repository}}:{{.Tag}}';
const KIND_IMAGES: Argv = ['docker', 'image', 'ls', '--format', NAME, 'kindest/node'];

/** Asks all questions side by side. */
export async function kindFacts(
  runner: Runner,
  machine: Machine,
  { cluster, image, needsHelm }: KindWanted,
): Promise<KindFacts> {
  const [docker, kind, helm, cilium, inspected, images, nodes] = await Promise.all([
    ask(runner, INFO),
    ask(runner, ['kind', 'version']),
    needsHelm ? ask(runner, ['helm', 'version', '--short']) : null,
    needsHelm ? ask(runner, ['cilium', 'version', '--client']) : null,
    image === null ? null : ask(runner, inspectionOf(image)),
    ask(runner, KIND_IMAGES),
    ask(runner, nodesOf(cluster)),
  ]);
  const answered = readDockerInfo(docker);
  const reached = answered.info !== null;
  return {
    machine,
    docker: answered,
    kind,
    helm,
    cilium,
    image: inspected && reached ? readNodeImage(inspected) : null,
    nodeImages: linesOf(images),
    nodes: linesOf(nodes),
  };
}

function inspectionOf(image: string): Argv {
  return ['docker', 'image', 'inspect', '--format', '{{json .}}', '--', image];
}

/** What `kind get clusters` asks, for one cluster, and with what it is made of. */
function nodesOf(cluster: string): Argv {
  const label = `label=io.x-k8s.kind.cluster=${cluster}`;
  return [
    'docker',
    'ps',
    '-a',
    '--filter',
    label,
    '--format',
    '{{.Names}} ({{.Status}}, {{.Image}})',
  ];
}

function linesOf(answer: Answer): readonly string[] | null {
  return answer.ok ? answer.text.split('\n').filter(Boolean) : null;
}
