import { readdirSync } from 'node:fs';
import { build } from 'esbuild';
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/datapaths/catalogue.ts';
import { cniPages, datapathSvg, svgName } from '../../src/report/cni-pages.ts';

const page = new URL('../../src/report/html/page/drawing.css', import.meta.url).pathname;
const bundled = await build({
  entryPoints: [page],
  ...{ bundle: true, minify: true, charset: 'utf8', write: false },
});
const css = bundled.outputFiles[0]!.text;

describe('docs/cni', () => {
  it.each([...cniPages()])(
    '%s.md is what the catalogue says; vitest -u writes it anew',
    async (system, text) => {
      await expect(text).toMatchFileSnapshot(`../../docs/cni/${system}.md`);
    },
  );

  it.each(CATALOGUE)(
    'draws $name as the catalogue has it, in well-formed SVG',
    async (datapath) => {
      const svg = datapathSvg(datapath, css);
      expect(XMLValidator.validate(svg)).toBe(true);
      expect(svg.match(/class="lamp /g)!.length).toBeGreaterThanOrEqual(
        Object.keys(datapath.signature).length * 2,
      );
      await expect(svg).toMatchFileSnapshot(`../../docs/cni/${svgName(datapath)}`);
    },
  );

  it('has nothing that the catalogue has not', () => {
    const folder = new URL('../../docs/cni/', import.meta.url);
    expect(readdirSync(folder).toSorted()).toEqual(
      [...[...cniPages().keys()].map((system) => `${system}.md`), 'drawings'].toSorted(),
    );
    expect(readdirSync(new URL('drawings/', folder)).toSorted()).toEqual(
      CATALOGUE.map((d) => svgName(d).replace('drawings/', '')).toSorted(),
    );
  });
});
