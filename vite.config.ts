/** Builds the pages; in development the server mounts Vite itself (server/http/pages-dev.ts). */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { sharedFile } from './vite.chunks.ts'
import { finishPages } from './vite.pages.ts'
import { followerReveal } from './vite.reveal.ts'
import { packagedSheets } from './vite.sheets.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('.'),
  appType: 'mpa',
  publicDir: false,
  plugins: [followerReveal(), finishPages(), packagedSheets()],
  // The optimizer would bundle all of reveal.js, without the plugin that trims it.
  optimizeDeps: { exclude: ['reveal.js'] },
  build: {
    outDir: at('dist/client'),
    emptyOutDir: true,
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        audience: at('audience/index.html'),
        home: at('audience/home.html'),
        missing: at('audience/missing.html'),
        closed: at('audience/closed.html'),
        stage: at('stage/index.html'),
        presenter: at('presenter/index.html'),
        moderator: at('presenter/moderator.html'),
        pair: at('presenter/pair.html'),
        demo: at('demos/index.html'),
      },
      output: {
        codeSplitting: {
          groups: [{ name: sharedFile(), debugName: 'shared' }],
        },
      },
    },
  },
})
