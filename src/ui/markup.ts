/** Markup that is safe as it stands: HTML, SVG or XML. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: lists are joined, and null, undefined and false leave nothing. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/**
 * Markup from a template. Whatever is put into it is escaped, unless it is markup itself: nothing that a
 * device or a pod is called can end a tag or an attribute (which must stand in double quotes).
 */
export function markup(template: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(String.raw({ raw: template }, ...contents.map(inserted)));
}

function inserted(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (Array.isArray(content)) return content.map(inserted).join('');
  if (content === null || content === undefined || content === false) return '';
  return escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

/** What XML cannot hold at all, control characters and halves of surrogate pairs, is shown as a question mark. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
