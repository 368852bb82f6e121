/** Express: the pages of every talk, the deck's HTML and assets, pairing, health. */
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { renderSVG } from 'uqr'
import type { Deck } from '../protocol/deck.ts'
import type { TalkId } from '../protocol/ids.ts'
import type { Boot } from '../protocol/wire.ts'
import { createSender } from './compress.ts'
import { resolveAsset, type DeckSource } from './deck/load.ts'
import { renderSlides } from './deck/render.ts'
import type { Keys } from './keys.ts'
import { fillPage, type PageName, type PageParts, type Pages } from './pages.ts'
import { pairing } from './pairing.ts'
import type { Talk } from './talk.ts'

/** A deck and the talk that runs on it; the deck is replaced when its files change. */
export interface Show {
  readonly source: DeckSource
  readonly talk: Talk
  deck: Deck
}

export interface HttpParts {
  shows: ReadonlyMap<TalkId, Show>
  keys: Keys
  pages: Pages
  /** The address of this server that others can reach, without a slash at its end. */
  publicUrl: () => string
  secure: boolean
  /** True once every talk is open and until the server begins to close. */
  ready: () => boolean
  logger: Logger
}

export function createHttp(parts: HttpParts): Express {
  const { shows, keys, pages, publicUrl, secure, ready, logger } = parts
  const { send } = createSender()
  const app = express()
  app.enable('strict routing')
  app.disable('etag')
  app.use(securityHeaders(pages.strict, secure))

  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', (_request, response) => {
    const status = ready() ? 'ready' : 'closing'
    response.status(ready() ? 200 : 503).json({ status, talks: [...shows.keys()] })
  })
  app.use(pages.assets)

  async function page(
    request: Request,
    response: Response,
    name: PageName,
    filled: PageParts,
  ): Promise<void> {
    const template = await pages.template(name, request.originalUrl)
    response.type('html')
    await send(request, response, fillPage(template, filled))
  }
  const plain = { language: 'en', theme: 'auto' }
  const listed = (): { id: string; title: string }[] =>
    [...shows.values()].map(({ deck }) => ({ id: deck.id, title: deck.title }))
  const joinUrl = (id: TalkId): string => (shows.size === 1 ? `${publicUrl()}/` : `${publicUrl()}/${id}/`)

  /** What the pages of one talk have in common. */
  function talkPage({ deck, talk }: Show, withPosition: boolean): PageParts {
    const { id, title, version, settings, theme, durationMinutes, author } = deck
    const position = withPosition ? talk.state.position : null
    const boot: Boot = {
      talk: id,
      title,
      version,
      settings,
      theme,
      durationMinutes,
      joinUrl: joinUrl(id),
      position,
    }
    return {
      language: deck.language,
      theme,
      title,
      description: author === '' ? title : `${title}, a talk by ${author}`,
      stylesheets: [...deck.stylesheets, ...(deck.css === '' ? [] : ['deck.css'])],
      boot,
    }
  }

  app.get('/', async (request, response) => {
    const [only] = shows.keys()
    if (shows.size === 1) return response.redirect(`/${only}/`)
    await page(request, response, 'home', { ...plain, title: 'Lectern', talks: listed() })
  })
  app.get('/pair', (request, response) =>
    page(request, response, 'pair', { ...plain, title: 'Pair this phone', talks: listed() }),
  )
  app.post('/pair', ...pairing(keys, secure))

  const talks = express.Router({ mergeParams: true, strict: true })
  const show = (request: Request): Show => shows.get(String(request.params['talk'])) as Show

  talks.get('/', (request, response) => {
    const { deck, talk } = show(request)
    const slides = renderSlides(deck.public, talk.state.position)
    return page(request, response, 'audience', { ...talkPage(show(request), true), slides })
  })
  talks.get('/stage', (request, response) => {
    const { deck, talk } = show(request)
    const slides = renderSlides(deck.public, talk.state.position)
    return page(request, response, 'stage', { ...talkPage(show(request), true), slides })
  })
  talks.get('/presenter', (request, response) =>
    page(request, response, 'presenter', {
      ...talkPage(show(request), false),
      stylesheets: [],
      manifest: 'presenter.webmanifest',
    }),
  )
  talks.get('/presenter.webmanifest', (request, response) => {
    response.type('application/manifest+json').json(manifest(show(request).deck))
  })
  talks.get('/presenter/deck.json', (request, response) => {
    if (keys.device(request.headers.cookie) === null) {
      return refuse(
        response,
        401,
        'unauthorized',
        'This browser is not paired: open the presenter link of this server.',
      )
    }
    const {
      id,
      version,
      title,
      outline,
      notes,
      settings,
      durationMinutes,
      theme,
      warnings,
      stylesheets,
      css,
      ...deck
    } = show(request).deck
    const slides = renderSlides(deck.public)
    const sheets = [...stylesheets, ...(css === '' ? [] : ['deck.css'])]
    response.type('json')
    const body = {
      id,
      version,
      title,
      outline,
      notes,
      slides,
      settings,
      durationMinutes,
      theme,
      warnings,
      stylesheets: sheets,
    }
    return send(request, response, JSON.stringify(body))
  })
  talks.get('/slides.html', (request, response) => {
    const { deck } = show(request)
    response
      .type('html')
      .set({ 'X-Deck-Version': deck.version, 'X-Deck-Settings': JSON.stringify(deck.settings) })
    return send(request, response, renderSlides(deck.public))
  })
  talks.get('/deck.css', (request, response) => {
    response.type('css')
    return send(request, response, show(request).deck.css)
  })
  talks.get('/join.svg', (request, response) => {
    response.type('svg')
    return send(request, response, renderSVG(joinUrl(show(request).deck.id), { border: 2 }))
  })
  talks.get('/*path', (request, response, next) => {
    const file = resolveAsset(show(request).source, request.path)
    if (file === null) return next()
    response.sendFile(file, {
      dotfiles: 'deny',
      etag: true,
      cacheControl: false,
      headers: { 'Cache-Control': 'no-cache' },
    })
  })

  app.use('/:talk', (request, response, next) => {
    if (!shows.has(request.params.talk)) return next()
    if (request.originalUrl.split('?')[0] === `/${request.params.talk}`)
      return response.redirect(`/${request.params.talk}/`)
    talks(request, response, next)
  })

  app.use(async (request, response) => {
    response.status(404)
    if (request.method !== 'GET' || request.accepts(['json', 'html']) !== 'html') {
      return refuse(response, 404, 'not-found', `Nothing is at ${request.path}.`)
    }
    await page(request, response, 'missing', { ...plain, title: 'Not here', talks: listed() })
  })
  app.use(answerError(logger))
  return app
}

/** Checked for every page: no inline script, nothing from another host. Development pages go without. */
function securityHeaders(strict: boolean, secure: boolean): express.RequestHandler {
  const self = ["'self'"]
  return helmet({
    contentSecurityPolicy: strict && {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: self,
        styleSrc: self,
        // Decks carry style attributes; an attribute cannot load or run anything under this policy.
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: [...self, 'data:'],
        fontSrc: self,
        connectSrc: self,
        mediaSrc: self,
        frameSrc: self,
        manifestSrc: self,
        baseUri: ["'none'"],
        formAction: self,
        frameAncestors: ["'none'"],
      },
    },
    // A phone on the room's Wi-Fi may come by plain http; HSTS would lock it out for other servers too.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: secure && { policy: 'same-origin' },
    originAgentCluster: secure,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** What a phone needs to put the remote on its home screen. */
function manifest(deck: Deck): object {
  return {
    name: `${deck.title} — remote`,
    short_name: 'Lectern',
    id: `/${deck.id}/presenter`,
    start_url: 'presenter',
    scope: './',
    display: 'standalone',
    background_color: '#000000',
    theme_color: '#000000',
  }
}

export function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } })
}

function answerError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const status = statusOf(error)
    if (status >= 500) logger.error({ path: request.path, err: error }, 'A request failed.')
    refuse(response, status, status >= 500 ? 'internal' : 'malformed', message(error, status))
  }
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 600 ? status : 500
}

function message(error: unknown, status: number): string {
  return status < 500 && error instanceof Error
    ? error.message
    : 'Something went wrong on the server; it is in its log.'
}
