/** The built pages: HTML templates, the values filled into them, and their scripts, styles and fonts. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestHandler } from 'express'
import sirv from 'sirv'

/** Every page, with the path of its template in the project (and in `dist/client` once built). */
export const PAGES = {
  audience: 'audience/index.html',
  home: 'audience/home.html',
  missing: 'audience/missing.html',
  closed: 'audience/closed.html',
  stage: 'stage/index.html',
  presenter: 'presenter/index.html',
  moderator: 'presenter/moderator.html',
  pair: 'presenter/pair.html',
  demo: 'demos/index.html',
} as const
export type PageName = keyof typeof PAGES

/** CSP sources, as `'sha256-…'`, for the inline scripts and style sheets of the pages. */
export interface InlineHashes {
  scripts: string[]
  styles: string[]
}

export interface Pages {
  /** The template of a page; `url` is the requested address, which a development server needs. */
  template(name: PageName, url: string): Promise<string>
  /** The address of a style sheet of the package (`Deck.packaged`). */
  sheet(name: string): string
  /** Serves the assets of the pages. */
  assets: RequestHandler
  /** The hashes of the inline code in the built pages; null for a development server, which injects its own scripts. */
  inline: InlineHashes | null
}

/** Templates are read once. Assets have a hash in their name and are compressed at build time. */
export async function builtPages(dist: string): Promise<Pages> {
  const templates = new Map<PageName, string>()
  for (const [name, file] of Object.entries(PAGES)) {
    templates.set(name as PageName, await readFile(join(dist, file), 'utf8'))
  }
  const sheets = new Map<string, string>()
  for (const file of await readdir(join(dist, 'assets'))) {
    const name = /^deck-([\w-]+)-[\w]{10}\.css$/.exec(file)?.[1]
    if (name) sheets.set(name, `/assets/${file}`)
  }
  const files = sirv(join(dist, 'assets'), {
    etag: true,
    brotli: true,
    gzip: true,
    immutable: true,
    maxAge: 31_536_000,
  })
  return {
    template: (name) => Promise.resolve(templates.get(name) ?? ''),
    sheet(name) {
      const address = sheets.get(name)
      if (address === undefined) throw new Error(`The build has no style sheet ${name}: run npm run build.`)
      return address
    },
    assets: (request, response, next) => {
      if (!request.url.startsWith('/assets/')) return next()
      request.url = request.url.slice('/assets'.length)
      files(request, response, next)
    },
    inline: {
      scripts: hashesIn(templates.values(), /<script>(.*?)<\/script>/gs),
      styles: hashesIn(templates.values(), /<style>(.*?)<\/style>/gs),
    },
  }
}

function hashesIn(pages: Iterable<string>, content: RegExp): string[] {
  const texts = [...pages].flatMap((page) => [...page.matchAll(content)].map(([, text = '']) => text))
  return [...new Set(texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`))]
}
