/** Builds the page of a replay as one classic script and one style sheet with everything in them. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { followerReveal } from './vite.reveal.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('.'),
  base: './',
  publicDir: false,
  plugins: [followerReveal()],
  build: {
    target: ['es2022', 'safari16'],
    assetsInlineLimit: Infinity,
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      // Only Vite's helper for dynamic imports reads it, and everything is in one file.
      checks: { emptyImportMeta: false },
      input: at('audience/replay/main.ts'),
      output: {
        format: 'iife',
        codeSplitting: false,
        entryFileNames: 'replay.js',
        assetFileNames: ({ names }) => (names[0]?.endsWith('.css') ? 'replay.css' : '[name][extname]'),
      },
    },
  },
})
