/** Everything below `/<talk>/`: the talk's pages, its slides, its join code and its deck's assets. */
import { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import { renderSVG } from 'uqr'
import type { CheckFacts } from '../../protocol/check.ts'
import type { Deck, DeckWarning } from '../../protocol/deck.ts'
import { deviceLabel } from '../../protocol/features/driver.ts'
import type { Position } from '../../protocol/position.ts'
import type { TalkId } from '../../protocol/ids.ts'
import type { Role } from '../../protocol/role.ts'
import type { ServerView } from '../../protocol/server-view.ts'
import type { Boot } from '../../protocol/wire.ts'
import type { Sender } from './compress.ts'
import { readCount } from '../exhibits/count-signal.ts'
import { servedFile } from '../deck/folder.ts'
import type { DeckSource } from '../deck/load.ts'
import { LOOKS, type PageParts } from '../deck/page.ts'
import { renderSlides } from '../deck/render.ts'
import { sendPicture } from './page-picture.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'
import { allowAsking } from './security-headers.ts'
import { policyOf } from './framed-pages.ts'
import { refuse } from '../base/http-errors.ts'
import { isClosedTo } from '../keys/closed-room.ts'
import type { Device } from '../keys/device-table.ts'
import type { Keys } from '../keys/keys.ts'
import { headOfRequest } from '../base/masked-headers.ts'
import type { GivenTalk } from '../export/read-entries.ts'
import type { PageName, Pages } from './pages.ts'
import { replayPage } from './replay.ts'
import { sendReport } from './report.ts'
import type { PageWord } from '../deck/page-words.ts'
import type { Talk } from '../talk/talk.ts'
import { webManifest } from './web-manifest.ts'

/** A deck and the talk that runs on it. The deck is replaced when its files change. */
export interface Show {
  readonly source: DeckSource
  readonly talk: Talk
  deck: Deck
  /** Why the newest deck on disk is not shown; null if it is. */
  kept: DeckWarning | null
}

export interface TalkPagesParts {
  /** The report is made from it. */
  log: GivenTalk['log']
  keys: Keys
  template: Pages['template']
  sheet: Pages['sheet']
  pictures: Pictures
  send: Sender['send']
  /** `entered`: the talk that a person enters with this page. */
  page: (
    request: Request,
    response: Response,
    name: PageName,
    parts: PageParts,
    entered?: TalkId,
  ) => Promise<void>
  /** See `PageParts`. */
  keepDays: number
  /** The address for the audience of this talk. */
  joinUrl: (id: TalkId) => string
  /** What the presenters of a talk may see of the servers. */
  serverView: (talk: Talk) => ServerView
  check: (talk: Talk) => Promise<CheckFacts>
}

export function talkPages(show: Show, parts: TalkPagesParts): Router {
  const { log, keys, template, sheet, pictures, send, page, keepDays, joinUrl, serverView, check } = parts
  const { talk, source } = show
  const bootOf = (deck: Deck): Omit<Boot, 'position'> => ({
    ...commonBoot(deck),
    joinUrl: joinUrl(talk.id),
  })
  const router = Router({ strict: true })

  const deviceOf = (request: Request, role: Role): Device | null =>
    keys.device(request.headers.cookie, { talk: talk.id, role })

  /** Stage and audience get the slides in the page with the current one marked, so that it is painted at once. */
  const follower = (name: 'audience' | 'stage') => (request: Request, response: Response) =>
    page(
      request,
      response,
      name,
      {
        ...commonParts(show.deck),
        boot: { ...bootOf(show.deck), position: talk.state.position },
        keepDays,
        slides: slidesOf(show.deck, talk.state.position),
        stylesheets: stylesheets(show.deck, sheet),
        look: LOOKS[show.deck.settings.look],
      },
      talk.id,
    )
  /** A cookie that the answer sets is as new as the request, and says that the person has entered the talk. */
  const onlyMembers =
    (role: 'audience' | 'stage') => (request: Request, response: Response, next: NextFunction) => {
      const since = keys.participant(request.headers.cookie)?.since(talk.id) ?? null
      if (!isClosedTo(talk.state, deviceOf(request, role), since)) return next()
      response.status(403)
      return page(request, response, 'closed', {
        ...commonParts(show.deck),
        title: '',
        titleWord: 'closedTitle',
      })
    }
  router.get('/', onlyMembers('audience'), follower('audience'))
  router.get('/stage', onlyMembers('stage'), follower('stage'))

  router.get('/demos/:name', onlyMembers('audience'), (request, response, next) => {
    const demo = DEMOS.get(String(request.params['name']))
    if (demo === undefined) return next()
    const content = {
      ...commonParts(show.deck),
      titleWord: demo.title,
      boot: {
        ...bootOf(show.deck),
        position: null,
        paired: deviceOf(request, 'moderator') !== null,
      },
      keepDays,
      demo: demo.tag,
    }
    return page(request, response, 'demo', content, talk.id)
  })

  router.get('/presenter', (request, response) => {
    allowAsking(request, response, joinUrl(talk.id))
    return page(request, response, 'presenter', {
      ...commonParts(show.deck),
      manifest: 'presenter.webmanifest',
      boot: { ...bootOf(show.deck), position: null },
    })
  })
  router.get('/moderator', (request, response) =>
    page(request, response, 'moderator', {
      ...commonParts(show.deck),
      boot: { ...bootOf(show.deck), position: null },
    }),
  )
  router.get('/presenter.webmanifest', async (request, response) => {
    const manifest = webManifest(show.deck, await template('presenter', request.originalUrl))
    response.type('application/manifest+json')
    await send(request, response, JSON.stringify(manifest))
  })
  /** For devices with this role only, and never cached. */
  const paired =
    (role: Role): RequestHandler =>
    (request, response, next) => {
      response.set('Cache-Control', 'no-store')
      if (deviceOf(request, role) !== null) return next()
      refuse(response, 401, 'unauthorized', 'This browser is not paired: open the presenter link.')
    }
  router.get('/presenter/deck.json', paired('presenter'), (request, response) => {
    const device = deviceLabel(deviceOf(request, 'presenter')?.id ?? '')
    response.type('json')
    return send(request, response, JSON.stringify({ ...presenterDeck(show, sheet), device }))
  })
  router.get('/moderator/deck.json', paired('moderator'), (request, response) => {
    const device = deviceLabel(deviceOf(request, 'moderator')?.id ?? '')
    response.type('json')
    return send(request, response, JSON.stringify({ ...moderatorDeck(show.deck), device }))
  })
  router.get('/presenter/server.json', paired('presenter'), (_request, response) => {
    response.json(serverView(talk))
  })
  router.get('/presenter/check.json', paired('presenter'), async (_request, response) => {
    response.json(await check(talk))
  })

  router.get(
    ['/replay', '/replay/:run'],
    onlyMembers('audience'),
    replayPage({ log, pictures, show, isCrew: (request) => deviceOf(request, 'moderator') !== null }),
  )
  router.get('/presenter/report.:ending', paired('moderator'), sendReport(log, show))

  router.get('/slides.html', (request, response) => {
    const { version, settings } = show.deck
    response.type('html').set({
      'X-Deck-Version': version,
      'X-Deck-Settings': headerJson(settings),
      'X-Deck-Stylesheets': headerJson(stylesheets(show.deck, sheet)),
    })
    return send(request, response, slidesOf(show.deck))
  })
  router.get('/deck.css', (request, response) => {
    response.type('css')
    return send(request, response, show.deck.css)
  })
  router.get('/join.svg', (request, response) => {
    response.type('svg')
    return send(request, response, renderSVG(joinUrl(talk.id), { border: 2 }))
  })
  /** The join code of a demo's own page, on the host that the audience uses. */
  router.get('/demos/:name.svg', (request, response, next) => {
    const { name } = request.params
    if (!DEMOS.has(name)) return next()
    response.type('svg')
    const url = new URL(`/${talk.id}/demos/${name}`, joinUrl(talk.id))
    return send(request, response, renderSVG(url.href, { border: 2 }))
  })
  /** The browser's own request, as it was sent; nothing is stored. */
  router.get('/exhibits/request', (request, response) => {
    response.set('Cache-Control', 'no-store').json(headOfRequest(request))
  })
  /** The value that the slide before WebSockets polls. */
  router.get('/count.json', (_request, response) => {
    response.set('Cache-Control', 'no-store').json(readCount())
  })
  router.get('/page-:name.webp', (request, response, next) =>
    sendPicture(show.deck, pictures, request, response, next),
  )
  router.get('/*path', (request, response, next) => {
    const found = servedFile(source.root, show.deck.files, request.path)
    if (found === null) return next()
    if (found.use === 'notes' && deviceOf(request, 'presenter') === null) return next()
    response.sendFile(found.file, {
      // The deck's folder may be below a hidden one. Hidden files inside it were refused above.
      dotfiles: 'allow',
      cacheControl: false,
      headers: { 'Cache-Control': 'no-cache', ...policyOf(found.file, show.deck) },
    })
  })
  return router
}

/** The demos that have their own page, below `demos/`. */
const DEMOS = new Map<string, { tag: string; title: PageWord }>([
  ['chat', { tag: 'live-chat', title: 'demoChat' }],
  ['stream', { tag: 'live-map', title: 'demoPosts' }],
  ['questions', { tag: 'live-questions', title: 'demoQuestions' }],
  ['phone', { tag: 'live-phone', title: 'demoPhone' }],
])

/** Addresses of the slides' style sheets, relative to the talk's page. */
function stylesheets({ packaged, css }: Deck, sheet: Pages['sheet']): string[] {
  return [...packaged.map(sheet), ...(css === '' ? [] : ['deck.css'])]
}

function commonParts(deck: Deck): PageParts {
  const { language, languageNamed: named, theme, title, author, settings } = deck
  const description = author === '' ? title : `${title}, a talk by ${author}`
  return { language, named, rtl: settings.rtl, theme, title, description }
}

function commonBoot(deck: Deck): Omit<Boot, 'joinUrl' | 'position'> {
  const { id, title, version, settings, theme, durationMinutes } = deck
  return { talk: id, title, version, settings, theme, durationMinutes }
}

/** The content of `.slides`; the page moves elements beside the slides to their place. */
function slidesOf(deck: Deck, at?: Position): string {
  return renderSlides(deck.public, at) + deck.beside
}

/** What moderators see of the deck: no notes, and nothing that its author marked as private. */
function moderatorDeck({ version, title, outline, flagged }: Deck): object {
  const open = outline.map(({ elements = [], ...slide }) => ({
    ...slide,
    elements: elements.map(({ name, attributes, text, items }) => ({ name, attributes, text, items })),
  }))
  return { version, title, outline: open, flagged }
}

/** The deck with its notes, for a paired phone. */
function presenterDeck({ deck, kept }: Show, sheet: Pages['sheet']): object {
  const { version, title, outline, notes, settings, durationMinutes, timings, theme, flagged } = deck
  const warnings = kept ? [kept, ...deck.warnings] : deck.warnings
  const slides = slidesOf(deck)
  return {
    version,
    title,
    outline,
    notes,
    slides,
    settings,
    durationMinutes,
    timings,
    theme,
    flagged,
    warnings,
    stylesheets: stylesheets(deck, sheet),
  }
}

/** JSON in a header, which must be ASCII: a deck's reactions are emoji. */
function headerJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^\x20-\x7e]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
