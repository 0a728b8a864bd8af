// What a script needs of the TypeScript sources, which node can only read once they are bundled.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { globImports } from './glob-imports.mjs';

/** @param files paths from the root of the checkout @returns all that they export */
export async function importSources(...files) {
  const { outputFiles } = await build({
    stdin: {
      contents: files.map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', plugins: [globImports] },
  });
  const code = Buffer.from(outputFiles[0].text).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
