import { createHash } from 'node:crypto';
import { shippedText } from '../../host/shipped-file.ts';
import { type Content, Markup, markup } from '../../ui/markup.ts';

/**
 * A page that needs nothing else, and is let ask for nothing: its own style and script are all that may
 * be used, whatever the rest has in it.
 */
export function pageShell(title: string, body: Content): string {
  const [style, script] = ['report.css', 'report.js'].map(shippedText) as [string, string];
  const policy = `default-src 'none'; style-src 'sha256-${hashOf(style)}'; script-src 'sha256-${hashOf(script)}'`;
  return `<!doctype html>\n${
    markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
<script>${new Markup(script)}</script>
</body>
</html>
`.text
  }`;
}

/** As a content security policy names what it lets run. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
