/** `GET /check.json`: what is checked of every talk, for `lectern check` on this computer. */
import type { RequestHandler } from 'express'
import type { CheckAnswer, CheckFacts } from '../../protocol/check.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { createAddressRate } from '../admission/rate-by-address.ts'
import { senderOf, type Trust } from '../admission/trusted-proxies.ts'
import { refuse } from '../base/http-errors.ts'
import type { Keys } from '../keys/keys.ts'
import { isProof } from '../keys/proof.ts'
import type { Talk } from '../talk/talk.ts'
import type { Show } from './talk-pages.ts'

const GUESSES = 5
const GUESSES_PER_SECOND = 5 / 60

export interface CheckPageParts {
  keys: Keys
  trust: Trust
  shows: ReadonlyMap<TalkId, Show>
  publicUrl: () => string
  check: (talk: Talk) => Promise<CheckFacts>
}

/** Answers 403 without a proof of the presenter's key, and 429 after too many wrong ones. */
export function checkPage({ keys, trust, shows, publicUrl, check }: CheckPageParts): RequestHandler {
  const guesses = createAddressRate(GUESSES, GUESSES_PER_SECOND)
  return async (request, response) => {
    response.set('Cache-Control', 'no-store')
    const [, proof = ''] = /^Proof (\S+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!isProof(proof, keys.presenterKey)) {
      if (guesses.take(senderOf(request, trust)) > 0)
        return refuse(response, 429, 'rate-limited', 'Too many attempts: wait a moment.')
      return refuse(response, 403, 'unauthorized', 'This server has another key.')
    }
    const talks = await Promise.all(
      [...shows.values()].map(async ({ talk, deck }) => ({
        talk: talk.id,
        title: deck.title,
        facts: await check(talk),
      })),
    )
    response.json({ address: publicUrl(), talks } satisfies CheckAnswer)
  }
}
