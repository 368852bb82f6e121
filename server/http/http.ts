/** Express: the home page, pairing, health, the build's assets, and the pages of every talk. */
import express, { type Express, type Request, type Response, type Router } from 'express'
import type { Logger } from 'pino'
import type { TalkId } from '../../protocol/ids.ts'
import type { CheckFacts } from '../../protocol/check.ts'
import type { ServerView } from '../../protocol/server-view.ts'
import { createAddressRate } from '../admission/rate-by-address.ts'
import { checkPage } from './check.ts'
import { createSender } from './compress.ts'
import type { ConnectionLimit } from '../admission/connection-limit.ts'
import { guardHost, type OurHost } from '../admission/hosts.ts'
import { createEncryption } from '../admission/encrypted.ts'
import { securityHeaders } from './security-headers.ts'
import { answerError, refuse } from '../base/http-errors.ts'
import type { Health, HealthAnswer } from './health.ts'
import type { Keys } from '../keys/keys.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'
import { fillPage, type PageParts } from '../deck/page.ts'
import type { PageName, Pages } from './pages.ts'
import { knownLanguage } from '../../protocol/words/languages.ts'
import { type PageWord, WORDS_ADDRESS, wordsOfPage } from '../deck/page-words.ts'
import { languageOf, serveWords } from './words.ts'
import { pairAnother, pairing } from './pairing.ts'
import type { GivenTalk } from '../export/read-entries.ts'
import type { Talk } from '../talk/talk.ts'
import { talkPages, type Show } from './talk-pages.ts'
import { senderOf, type Trust } from '../admission/trusted-proxies.ts'

/** Everyone in a hall may share one address, and ten thousand may join within half a minute. */
const NEWCOMERS = 3000
const NEWCOMERS_PER_SECOND = 300

export interface HttpParts {
  log: GivenTalk['log']
  shows: ReadonlyMap<TalkId, Show>
  keys: Keys
  pages: Pages
  pictures: Pictures
  /** The public address of this server, without a trailing slash. */
  publicUrl: () => string
  /** The address for the audience of a talk. */
  joinUrl: (id: TalkId) => string
  /** See `Boot`. */
  keepDays: number
  /** The public address is the one of a tunnel. */
  tunnelled: boolean
  /** Whether the server itself uses TLS. */
  secure: boolean
  trust: Trust
  ourHost: OurHost
  connectionLimit?: ConnectionLimit | undefined
  /** The server's clock. */
  now?: (() => number) | undefined
  health: Health
  serverView: (talk: Talk) => ServerView
  /** Checks a talk before it begins. */
  check: (talk: Talk) => Promise<CheckFacts>
  logger: Logger
}

export function createHttp({
  log,
  shows,
  keys,
  pages,
  pictures,
  publicUrl,
  joinUrl,
  keepDays,
  tunnelled,
  secure,
  trust,
  ourHost,
  connectionLimit,
  now,
  health,
  serverView,
  check,
  logger,
}: HttpParts): Express {
  const { send } = createSender()
  const encryption = createEncryption(publicUrl, trust, tunnelled)
  const newcomers = createAddressRate(NEWCOMERS, NEWCOMERS_PER_SECOND, now)
  const app = express()
  app.enable('strict routing')
  app.disable('etag')
  app.set('trust proxy', trust)
  if (connectionLimit) app.use(connectionLimit)
  app.use(securityHeaders(pages.inline, secure))

  const tell = (response: Response, { status, body }: HealthAnswer): void =>
    void response.status(status).set('Cache-Control', 'no-store').json(body)
  app.get('/healthz', (_request, response) => {
    // A phone that uses another address of this server asks whether the one for the audience answers.
    response.set('Cross-Origin-Resource-Policy', 'cross-origin')
    tell(response, health.live())
  })
  app.get('/readyz', (_request, response) => tell(response, health.ready()))
  app.use(guardHost(ourHost, trust))
  app.get(`${WORDS_ADDRESS}:file`, serveWords(send))
  app.use(pages.assets)

  async function page(
    request: Request,
    response: Response,
    name: PageName,
    parts: PageParts,
    entered: TalkId | null = null,
  ): Promise<void> {
    const template = await pages.template(name, request.originalUrl)
    const { cookie } = request.headers
    const encrypted = encryption.encrypted(request)
    const fresh: string[] = []
    if (keys.participant(cookie) === null) {
      const waitMs = newcomers.take(senderOf(request, trust))
      if (waitMs > 0) {
        response.set('Retry-After', String(Math.ceil(waitMs / 1000)))
        return refuse(response, 429, 'rate-limited', 'Too many new visitors from one address: wait a moment.')
      }
    }
    // A paired device may enter any time.
    const enrolled = keys.enrol(encrypted, cookie, keys.device(cookie) ? null : entered)
    if (enrolled !== null) fresh.push(enrolled)
    fresh.push(...keys.prolong(cookie, encrypted))
    // A response with a personal cookie must never be cached for somebody else.
    if (fresh.length > 0) response.set({ 'Set-Cookie': fresh, 'Cache-Control': 'private, no-store' })
    response.type('html')
    const named = parts.named ? knownLanguage(parts.language) : null
    if (named === null) response.vary('Accept-Language')
    const language = named ?? languageOf(request)
    await send(request, response, fillPage(template, parts, language, wordsOfPage(name, language)))
  }
  const plain = (titleWord?: PageWord): PageParts => ({
    language: 'en',
    theme: 'auto',
    title: titleWord ? '' : 'Lectern',
    ...(titleWord && { titleWord }),
    talks: [...shows.values()].map(({ deck, talk }) => ({ id: talk.id, title: deck.title })),
  })

  app.get('/', (request, response) => {
    const [only] = shows.keys()
    if (shows.size === 1) return response.redirect(`/${only}/`)
    return page(request, response, 'home', plain())
  })
  app.get('/pair', (request, response) => page(request, response, 'pair', plain('pairTitle')))
  app.post('/pair', ...pairing(keys, encryption, trust, logger))
  app.post('/pair/once', ...pairAnother(keys, [...shows.keys()], publicUrl))

  app.get('/check.json', checkPage({ keys, trust, shows, publicUrl, check }))

  const routers = new Map<TalkId, Router>()
  for (const [id, show] of shows)
    routers.set(
      id,
      talkPages(show, {
        log,
        keys,
        template: pages.template,
        sheet: pages.sheet,
        pictures,
        send,
        page,
        keepDays,
        joinUrl,
        serverView,
        check,
      }),
    )
  app.use('/:talk', (request, response, next) => {
    const { talk } = request.params
    const [path] = request.originalUrl.split('?')
    if (path === `/${talk}` && shows.has(talk)) return response.redirect(`/${talk}/`)
    const router = routers.get(talk)
    if (router) router(request, response, next)
    else next()
  })

  app.use((request, response) => {
    response.status(404)
    if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
      return page(request, response, 'missing', plain('notHere'))
    }
    refuse(response, 404, 'not-found', `There is nothing at ${request.path}.`)
  })
  app.use(answerError(logger))
  return app
}
