/**
 * Reactions of the audience: merged in ticks on every node, sent as a signal, and counted by slide. Only the counts
 * enter the log, in one entry every few seconds.
 */
import { MAX_COUNTED_SLIDES } from '../../protocol/features/reactions.ts'
import { slideIndex } from '../../protocol/position.ts'
import type { Intent } from '../../protocol/intent.ts'
import type { BurstNews, ReactAnswer } from '../../protocol/reactions.ts'
import { SERVER } from '../../protocol/role.ts'
import { newId } from '../base/new-id.ts'
import { createPersonRate } from '../admission/rate-by-person.ts'
import type { Visitor } from '../admission/visitor.ts'
import { coalesce } from '../base/coalesce.ts'
import type { TalkLog } from '../log/log.ts'
import type { SignalSource } from '../room/signal-channels.ts'
import { tickMs } from '../room/ticks.ts'
import type { Talk } from '../talk/talk.ts'

/** Reactions of one person: the burst, and the rate per second. */
const PERSON_AT_ONCE = 8
const PERSON_PER_SECOND = 2
/** Reactions from one address: a hall of thousands shares one. */
export const REACTIONS_AT_ONCE = 4000
export const REACTIONS_PER_SECOND = 2000
/** How long a node collects what it tells the others. */
const SIGNAL_MS = 50
const COUNT_EVERY_MS = 4000

type CountIntent = Extract<Intent, { type: 'reactions/count' }>

export interface Reactions {
  receive(kind: string, visitor: Visitor): ReactAnswer
  topic: SignalSource<'bursts'>
  /** Requests the entry for what is not counted yet. */
  finish(): void
  close(): void
}

interface ReactionsParts {
  log: Pick<TalkLog, 'signal' | 'onSignal'>
  talk: Pick<Talk, 'id' | 'state' | 'append'>
  /** The kinds that the deck offers now. */
  kinds: () => readonly string[]
  /** Browsers on this node, of all talks. */
  browsers: () => number
  now?: () => number
}

export function createReactions({ log, talk, kinds, browsers, now = Date.now }: ReactionsParts): Reactions {
  const people = createPersonRate(PERSON_AT_ONCE, PERSON_PER_SECOND, now)
  let heard: BurstNews = {}
  const signalling = coalesce(() => {
    log.signal(talk.id, { about: 'bursts', counts: heard })
    heard = {}
  }, SIGNAL_MS)
  const counting = countBySlide(talk)

  return {
    receive(kind, { who, reacts }) {
      if (who.role !== 'audience' || !kinds().includes(kind)) return { ok: false, why: 'off' }
      if (talk.state.panic.on) return { ok: false, why: 'paused' }
      if (who.passing || !reacts) return { ok: false, why: 'no-cookie' }
      if (people.take(who.id) > 0 || reacts.take() > 0) return { ok: false, why: 'often' }
      heard[kind] = (heard[kind] ?? 0) + 1
      signalling.soon()
      counting.add(kind)
      return { ok: true }
    },
    topic: {
      opening: () => ({}),
      start(tell) {
        let burst: BurstNews = {}
        const telling = coalesce(
          () => {
            tell(burst)
            burst = {}
          },
          () => tickMs(browsers()),
        )
        const undo = log.onSignal(talk.id, (said) => {
          if (said.about !== 'bursts') return
          const offered = kinds()
          for (const [kind, count] of Object.entries(said.counts))
            if (offered.includes(kind)) burst[kind] = (burst[kind] ?? 0) + count
          telling.soon()
        })
        return () => {
          undo()
          telling.cancel()
        }
      },
    },
    finish: counting.flush,
    close() {
      signalling.cancel()
      counting.close()
    },
  }
}

/** Counts the reactions of this node under the slide that shows, and writes one entry every few seconds. */
function countBySlide(talk: Pick<Talk, 'state' | 'append'>) {
  const waiting = new Map<string, Record<string, number>>()
  /** Sent again with the same id until the log has stored it, so that nothing is counted twice. */
  let unstored: CountIntent | undefined
  let underway = false
  let run = talk.state.run.number
  const writing = coalesce(() => void write(), COUNT_EVERY_MS)

  /** What was not counted before its run ended is not counted in the next one. */
  function forgetEarlierRun(): void {
    const { number } = talk.state.run
    if (number === run) return
    run = number
    waiting.clear()
    unstored = undefined
  }

  async function write(): Promise<void> {
    forgetEarlierRun()
    if (underway) return
    underway = true
    unstored ??= take()
    if (unstored) {
      const ack = await talk.append(unstored, SERVER)
      if (ack.ok || !ack.refusal.retry) unstored = undefined
    }
    underway = false
    if (unstored || waiting.size > 0) writing.soon()
  }

  function take(): CountIntent | undefined {
    const slides = [...waiting].slice(0, MAX_COUNTED_SLIDES).map(([slide, counts]) => ({ slide, counts }))
    if (slides.length === 0) return undefined
    for (const { slide } of slides) waiting.delete(slide)
    return { id: newId(), type: 'reactions/count', slides }
  }

  return {
    add(kind: string): void {
      forgetEarlierRun()
      const { outline } = talk.state.talk
      const slide = outline[slideIndex(outline, talk.state.position)]?.id
      if (slide === undefined) return
      const counts = waiting.get(slide) ?? {}
      waiting.set(slide, counts)
      counts[kind] = (counts[kind] ?? 0) + 1
      writing.soon()
    },
    flush(): void {
      writing.cancel()
      void write()
    },
    close: () => writing.cancel(),
  }
}
