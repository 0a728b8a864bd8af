/** All modules whose paths fit, by path: Vite has this of its own, `scripts/glob-imports.mjs` gives it to esbuild. */
interface ImportMeta {
  glob<Module>(patterns: readonly string[], options: { eager: true }): Record<string, Module>;
}
