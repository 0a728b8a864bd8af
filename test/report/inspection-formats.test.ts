import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../src/inspect/inspect.ts';
import type { Inspection } from '../../src/inspect/inspection.ts';
import { inspectionDot } from '../../src/report/inspection-dot.ts';
import { inspectionGraph } from '../../src/report/inspection-graph.ts';
import { inspectionJson } from '../../src/report/inspection-json.ts';
import { inspectionMermaid } from '../../src/report/inspection-mermaid.ts';
import { inspectionSvg } from '../../src/report/inspection-svg.ts';
import { inspectionText } from '../../src/report/inspection-text.ts';
import { printable } from '../../src/ui/width.ts';
import { bridgeLab, ciliumLab } from '../inspect/recorded-lab.ts';
import { plainStyle } from '../support/plain-style.ts';

const look = (lab: Parameters<typeof inspect>[0]) =>
  inspect(lab, 'ours', new AbortController().signal);
const LABS: readonly (readonly [string, Inspection])[] = [
  ['Cilium', await look(ciliumLab())],
  ['the bridge plugin', await look(bridgeLab())],
];

/** The same with other names: of the node, its devices, its pods, their devices, and the programs. */
function renamed(inspection: Inspection, rename: (name: string) => string): Inspection {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(change);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        NAMED.has(key) && typeof inner === 'string' ? rename(inner) : change(inner),
      ]),
    );
  };
  return change(inspection) as Inspection;
}
const NAMED = new Set(['name', 'master', 'namespace', 'kind', 'device', 'pod']);

/** Names that mean something to one or the other, and whatever else there may be. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom(...'<>&"\'\\#;:[]{}()|-=`%\n\u001b\u009b\u202e\ud800\u{1f600}a1 '),
    maxLength: 40,
  }),
  fc.constantFrom(
    ...['<script>alert(1)</script>', ']]>', '&lt;', '\\N', '\\', '"', 'end', '--> x', '#quot;'],
    ...['<br/>', '`**x**`', '%%{init: {}}%%', 'click a href "x"', 'evil\u001b[2J', '<!--', '\\"'],
  ),
);
const hostileInspection = fc
  .tuple(fc.constantFrom(...LABS), fc.array(hostile, { minLength: 1, maxLength: 6 }))
  .map(([[, inspection], names]) => {
    const given = new Map<string, string>();
    return renamed(inspection, (name) => {
      // one name stays one name, and two stay two
      if (!given.has(name)) given.set(name, `${names[given.size % names.length]}${given.size}`);
      return given.get(name)!;
    });
  });

/** @throws if it is no well-formed XML */
function readXml(xml: string) {
  const found = { texts: [] as string[], titles: [] as string[], tags: new Set<string>() };
  expect(XMLValidator.validate(xml)).toBe(true);
  const parser = new XMLParser({
    preserveOrder: true,
    htmlEntities: true,
    trimValues: false,
    parseTagValue: false,
  });
  const walk = (nodes: readonly Record<string, unknown>[], open: string) => {
    for (const node of nodes) {
      for (const [name, content] of Object.entries(node)) {
        if (name === '#text') (open === 'title' ? found.titles : found.texts).push(String(content));
        else {
          found.tags.add(name);
          walk(content as Record<string, unknown>[], name);
        }
      }
    }
  };
  walk(parser.parse(xml), '');
  return found;
}

/** What Debian's Graphviz makes of a graph: its clusters and nodes by name, and all text that it shows. */
function drawnByGraphviz(dot: string) {
  const { titles, texts } = readXml(
    execFileSync('dot', ['-Tsvg'], { input: dot, encoding: 'utf8' }),
  );
  const names = titles.slice(1).filter((title) => !title.includes('--'));
  return { names, texts };
}

/** Graphviz writes spaces as such that do not break. */
const withoutSpaces = (text: string) => text.replaceAll(/\s/gu, '');
/** As a file or a pipe gets it: it has no halves of surrogate pairs. */
const sent = (text: string) => Buffer.from(text).toString();

describe.each(LABS)('a drawing of a node with %s', (_, inspection) => {
  const graph = inspectionGraph(inspection);
  const names = graph.nodes.flatMap(({ room, pods }) =>
    [room, ...pods].flatMap(({ devices }) => devices.map(({ name }) => name)),
  );

  it('has the devices and what connects them', () => {
    const [node] = graph.nodes;
    expect(node!.pods[0]!.devices.map(({ name }) => name)).toEqual(['eth0']);
    const wire = graph.wires.find(({ kind }) => kind === 'pair')!;
    expect(wire.from).toBe(node!.pods[0]!.devices[0]!.id);
    const host = node!.room.devices.find(({ id }) => id === wire.to)!;
    expect(host.name).toBe(inspection.nodes[0]!.pods[0]!.host!.name);
  });

  it('is read by Graphviz, with every namespace a cluster and every device a node', () => {
    const { names: found } = drawnByGraphviz(inspectionDot(inspection));
    for (const { room, pods } of graph.nodes) {
      for (const { id, devices } of [room, ...pods]) {
        expect(found).toContain(`cluster_${id}`);
        for (const device of devices) expect(found).toContain(device.id);
      }
    }
  });

  it('is well-formed SVG, with every name in it', () => {
    const { texts, tags } = readXml(inspectionSvg(inspection));
    expect([...tags].toSorted()).toEqual([
      'g',
      'polyline',
      'rect',
      'style',
      'svg',
      'text',
      'title',
    ]);
    for (const name of names) expect(texts).toContain(name);
  });

  it('fetches and runs nothing, and heeds a dark page', () => {
    const svg = inspectionSvg(inspection);
    expect(svg).not.toMatch(/href|url\(|@import|<script|<foreignObject|\son\w+=/);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('http');
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  it('is a flowchart of Mermaid, with every name in it', () => {
    const text = inspectionMermaid(inspection);
    for (const name of names) {
      const written = name.replaceAll('-', '#45;');
      expect(text).toMatch(new RegExp(`\\["${written}(<br/>.*)?"\\]`));
    }
  });
});

describe('whatever devices, pods and programs are called', () => {
  it('SVG stays well-formed, and has no element that a name brought in', () => {
    fc.assert(
      fc.property(hostileInspection, (inspection) => {
        const { tags } = readXml(inspectionSvg(inspection));
        for (const tag of tags) {
          expect(['g', 'polyline', 'rect', 'style', 'svg', 'text', 'title']).toContain(tag);
        }
      }),
    );
  });

  it('Graphviz reads the same clusters and nodes, and shows the names as text', () => {
    fc.assert(
      fc.property(hostileInspection, (inspection) => {
        const { nodes } = inspectionGraph(inspection);
        const drawn = drawnByGraphviz(inspectionDot(inspection));
        const ids = nodes.flatMap(({ room, pods }) =>
          [room, ...pods].flatMap((r) => [`cluster_${r.id}`, ...r.devices.map(({ id }) => id)]),
        );
        expect(drawn.names.toSorted()).toEqual(ids.toSorted());
        const shown = drawn.texts.map(withoutSpaces);
        for (const { name } of nodes.flatMap(({ room }) => room.devices)) {
          expect(shown).toContain(withoutSpaces(sent(printable(name))));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('a flowchart has nothing in it but what we wrote, and names as numbers of letters', () => {
    const quoted = String.raw`"(?:[A-Za-z0-9 ./_]|#\d+;|<br/>)*"`;
    const line = new RegExp(
      `^(flowchart TB|  subgraph n\\d+(p\\d+)? \\[${quoted}\\]|    n\\d+(p\\d+)?d\\d+\\[${quoted}\\]|  end|  n\\d+(p\\d+)?d\\d+ (===|---|-\\.-) n\\d+d\\d+|)$`,
    );
    fc.assert(
      fc.property(hostileInspection, (inspection) => {
        for (const one of inspectionMermaid(inspection).split('\n')) expect(one).toMatch(line);
      }),
    );
  });

  it('no form has a control character, or one that turns the order of letters', () => {
    fc.assert(
      fc.property(hostileInspection, (inspection) => {
        for (const text of [
          inspectionText(inspection, plainStyle()),
          inspectionJson(inspection),
          inspectionDot(inspection),
          inspectionMermaid(inspection),
          inspectionSvg(inspection),
        ]) {
          expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
        }
        expect(JSON.parse(inspectionJson(inspection))).toEqual(
          JSON.parse(JSON.stringify(inspection)),
        );
      }),
      { numRuns: 40 },
    );
  });
});
