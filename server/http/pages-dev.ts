/** Serves the pages in development: Vite on the same port, with hot reload. Never loaded in production. */
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { PAGES, type Pages } from './pages.ts'

/** `root` is the project's folder. Close it together with the HTTP server. */
export async function devPages(root: string, http: Server): Promise<Pages & { close(): Promise<void> }> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    root,
    // The talk's routes come after Vite and answer every address, so Vite must not answer 404.
    appType: 'custom',
    server: { middlewareMode: true, ws: { server: http }, allowedHosts: true },
  })
  return {
    template: async (name, url) => {
      const html = await readFile(join(root, PAGES[name]), 'utf8')
      return vite.transformIndexHtml(url, html)
    },
    sheet: (name) => `/packaged/${name}.css`,
    assets: (request, response, next) => vite.middlewares(request, response, next),
    inline: null,
    close: () => vite.close(),
  }
}
