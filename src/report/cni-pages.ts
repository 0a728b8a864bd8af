import { CATALOGUE } from '../datapaths/catalogue.ts';
import { askedAs, type Datapath } from '../datapaths/datapath.ts';
import { Markup, markup } from '../ui/markup.ts';
import { describe } from '../verdict/signature.ts';
import { expectedDrawing } from './html/expected-drawing.ts';
import { stage } from './html/stage.ts';

/** A page of documentation, in Markdown, for each system of the catalogue: `cilium`, `flannel`, ... */
export function cniPages(): ReadonlyMap<string, string> {
  const systems = new Map<string, Datapath[]>();
  for (const datapath of CATALOGUE) {
    const system = datapath.name.split('/')[0]!;
    systems.set(system, [...(systems.get(system) ?? []), datapath]);
  }
  return new Map([...systems].map(([system, all]) => [system, page(system, all)]));
}

/** A datapath drawn as an SVG that stands alone. @param css of `dist/drawing.css` */
export function datapathSvg(datapath: Datapath, css: string): string {
  const style = markup`<style>${new Markup(css)}</style>`;
  return `${stage(expectedDrawing(datapath), datapath.title, style).text}\n`;
}

/** Where its drawing is, from the page. */
export function svgName({ name }: Datapath): string {
  return `drawings/${name.replace('/', '-')}.svg`;
}

function page(system: string, datapaths: readonly Datapath[]): string {
  const sections = datapaths.map(section);
  const index = datapaths.map(({ name, title }) => `- [${name}](#${anchor(name)}): ${title}`);
  return `# ${system}

What each of these datapaths leaves to be seen, and why. Written by the catalogue itself: the stories, drawings
and tables are those that \`cni-lab explain\` shows and \`cni-lab verify\` proves.

${index.join('\n')}

${sections.join('\n')}`;
}

function section(datapath: Datapath): string {
  const { name, title, signature, why, story, control } = datapath;
  const rows = Object.entries(signature).map(
    ([tap, { request, reply }]) =>
      `| \`${tap}\` | ${describe(request)} | ${describe(reply)} | ${why[tap] ?? ''} |`,
  );
  const told = story.map(({ text, source }, i) => `${i + 1}. ${text} *(${source})*`);
  return `## ${name}

${title}.

![The path of ${name}: a lane for requests, one for replies, and a lamp for each tap](${svgName(datapath)})

| tap | request | reply | why |
|---|---|---|---|
${rows.join('\n')}

${told.join('\n')}

\`\`\`
cni-lab verify ${askedAs(datapath)}
cni-lab verify ${askedAs(datapath)} --lab ${control}   # fails
\`\`\`
`;
}

/** As GitHub makes it of a heading. */
function anchor(name: string): string {
  return name.replaceAll(/[^a-z0-9-]/g, '');
}
