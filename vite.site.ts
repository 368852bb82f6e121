/**
 * Builds the scripts of exported decks, one classic script with one style sheet each: browsers load no modules from
 * `file://`. The mode is `site`, the page of an exported site, or `print`, which lays out the pages of a PDF.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { followerReveal } from './vite.reveal.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig(({ mode }) => ({
  root: at('.'),
  base: './',
  publicDir: false,
  plugins: [followerReveal()],
  build: {
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      // Only Vite's helper for dynamic imports reads it, and everything is in one file.
      checks: { emptyImportMeta: false, pluginTimings: false },
      input: at(mode === 'print' ? 'site/print.ts' : 'site/main.ts'),
      output: {
        format: 'iife',
        codeSplitting: false,
        entryFileNames: `${mode}.js`,
        assetFileNames: ({ names }) => (names[0]?.endsWith('.css') ? `${mode}.css` : '[name][extname]'),
      },
    },
  },
}))
