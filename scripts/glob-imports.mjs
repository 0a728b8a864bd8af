// For esbuild what Vite has of its own: `import.meta.glob([PATTERN...], { eager: true })` becomes an object of
// modules by path. Patterns are relative to the file, those that begin with ! take away again.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { globSync } from 'tinyglobby';

const CALL = /import\.meta\.glob(?:<[^(]*>)?\((\[[^\]]*\]),\s*\{\s*eager: true,?\s*\}\)/;

export const globImports = {
  name: 'glob-imports',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/datapaths\/catalogue\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const [call, patterns] = CALL.exec(source) ?? [];
      if (!call) return null;
      const list = JSON.parse(patterns.replaceAll("'", '"').replace(/,\s*\]/, ']'));
      const files = globSync(list, { cwd: dirname(path) }).sort();
      const imports = files.map((f, i) => `import * as glob${i} from ${JSON.stringify(`./${f}`)};`);
      const modules = files.map((f, i) => `${JSON.stringify(`./${f}`)}: glob${i}`);
      const contents = [...imports, source.replace(call, `{ ${modules.join(', ')} }`)].join('\n');
      return { contents, loader: 'ts' };
    });
  },
};
