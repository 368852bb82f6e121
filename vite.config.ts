/** Builds the pages; in development the server mounts Vite itself (server/http/pages-dev.ts). */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { finishPages } from './vite.pages.ts'
import { followerReveal } from './vite.reveal.ts'
import { packagedSheets } from './vite.sheets.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const SHARED =
  /vite\/preload-helper|node_modules\/(?!reveal)|\/protocol\/|\/client\/(?:connection\/)?(?!reveal\/|slide-deck|fit\.)[\w-]+\.ts$/

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
          // One file for what every live page needs, instead of a request for each shared module.
          groups: [{ name: 'shared', test: SHARED }],
        },
      },
    },
  },
})
