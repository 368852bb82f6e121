/** Builds the pages; in development the server mounts Vite itself (server/pages.ts). */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: at('.'),
  appType: 'mpa',
  publicDir: false,
  build: {
    outDir: at('dist/client'),
    emptyOutDir: true,
    target: ['es2022', 'safari16'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        audience: at('audience/index.html'),
        presenter: at('presenter/index.html'),
        stage: at('stage/index.html'),
        home: at('audience/home.html'),
        missing: at('audience/missing.html'),
      },
    },
  },
})
