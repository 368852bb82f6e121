/** The pages of replays: of the current run for everybody once it is over, of all runs for presenters and moderators. */
import { createHash } from 'node:crypto'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Deck } from '../../protocol/deck.ts'
import type { Epoch } from '../../protocol/ids.ts'
import type { DeckSource } from '../deck/load.ts'
import type { Pictures } from '../deck/pdf/pictures.ts'
import { replayName } from '../export/formats.ts'
import { makeReplay } from '../export/make-replay.ts'
import type { GivenTalk } from '../export/read-entries.ts'
import { runOf } from './report.ts'
import type { Talk } from '../talk/talk.ts'

/** A talk that goes on is recorded again at most this often. */
const KEPT_MS = 30_000

interface ReplayPageParts {
  log: GivenTalk['log']
  pictures: Pictures
  show: { readonly talk: Talk; readonly source: DeckSource; deck: Deck }
  /** Whether a paired presenter or moderator asks. */
  isCrew: (request: Request) => boolean
}

interface Made {
  html: string
  policy: string
}

export function replayPage({ log, pictures, show, isCrew }: ReplayPageParts): RequestHandler {
  const { talk, source } = show
  let kept: { epoch: Epoch; key: string; at: number; made: Promise<Made | null> } | undefined

  const make = async (run: number | null): Promise<Made | null> =>
    withPolicy(await makeReplay({ log, talk: talk.id, run, deck: show.deck, source, pictures }))

  function current(): Promise<Made | null> {
    const { epoch } = talk
    const key = `${talk.state.seq} ${show.deck.version}`
    const now = performance.now()
    if (kept?.epoch === epoch && (kept.key === key || now - kept.at < KEPT_MS)) return kept.made
    const making = make(null)
    kept = { epoch, key, at: now, made: making }
    making.catch(() => (kept = undefined))
    return making
  }

  return async (request: Request, response: Response, next: NextFunction) => {
    const { run } = request.params
    // An earlier run may be a rehearsal.
    const mayAsk = isCrew(request) || (run === undefined && talk.state.talk.over)
    if (!mayAsk || (run !== undefined && runOf(run) === null)) return next()
    const replay = await (run === undefined ? current() : make(runOf(run)))
    if (!replay) return next()
    response.type('html').set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': replay.policy,
      // The name is for a page that is saved.
      'Content-Disposition': `inline; filename=${replayName(talk.id)}`,
    })
    response.send(replay.html)
  }
}

/** The page has everything in it: it may run its own script, and ask for nothing. */
function withPolicy(html: string | null): Made | null {
  if (html === null) return null
  const script = /<script>([^]*?)<\/script>/.exec(html)?.[1] ?? ''
  const hash = createHash('sha256').update(script).digest('base64')
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    'img-src blob: data:',
    'font-src blob: data:',
    'media-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return { html, policy: policy.join('; ') }
}
