/** Who is writing in the chat: reported by browsers, merged in ticks on every node, expires by itself; never in the log. */
import { randomUUID } from 'node:crypto'
import { isSilenced, knownAs, type Chat } from '../../protocol/features/chat-slice.ts'
import { GUEST } from '../../protocol/features/chat-item.ts'
import type { ActorId } from '../../protocol/ids.ts'
import type { Who } from '../../protocol/role.ts'
import { MAX_TYPING_NAMES, TYPING_FADES_MS, type TypingNews } from '../../protocol/typing.ts'
import { coalesce } from '../base/coalesce.ts'
import type { TalkLog, TypingSignal } from '../log/log.ts'
import type { Talk } from '../talk/talk.ts'
import type { SignalSource } from '../room/signal-channels.ts'

const TICK_MS = 500
/** The most people of one node who are counted. */
const MOST = 500
/** A node repeats its people this often, so that the others notice when it died. */
const REPEAT_MS = TYPING_FADES_MS / 3

export interface Typing {
  /** Somebody is writing a message, or has stopped. */
  receive(on: boolean, who: Who): void
  topic: SignalSource<'typing'>
  close(): void
}

export function createTyping(
  log: Pick<TalkLog, 'signal' | 'onSignal'>,
  talk: Pick<Talk, 'id' | 'state'>,
  now = Date.now,
): Typing {
  const node = randomUUID()
  /** Until when each person of this node counts as writing, unless they continue. */
  const here = new Map<ActorId, number>()
  let signalled = { text: '', at: -Infinity }
  const ticking = coalesce(tick, TICK_MS)

  /** Sends the changes to the other nodes, and runs again as long as somebody writes. */
  function tick(): void {
    for (const [who, until] of here) if (until <= now()) here.delete(who)
    const said: TypingSignal = { about: 'typing', node, ...writing(here.keys(), talk.state.chat) }
    const text = JSON.stringify(said)
    if (text !== signalled.text || (here.size > 0 && now() - signalled.at >= REPEAT_MS)) {
      signalled = { text, at: now() }
      log.signal(talk.id, said)
    }
    if (here.size > 0) ticking.soon()
  }

  const nodes = new Map<string, { said: TypingSignal; until: number }>()
  function sum(): TypingNews {
    const all: TypingNews = { count: 0, names: [] }
    for (const [name, { said, until }] of nodes) {
      if (until <= now() || said.count === 0) nodes.delete(name)
      else {
        all.count += said.count
        all.names.push(...said.names)
      }
    }
    return { ...all, names: all.names.slice(0, MAX_TYPING_NAMES) }
  }

  return {
    receive(on, { id, role, passing }) {
      if (role === 'stage' || passing) return
      if (!on) here.delete(id)
      else if (here.has(id) || here.size < MOST) here.set(id, now() + TYPING_FADES_MS)
      ticking.soon()
    },
    topic: {
      opening: sum,
      start(tell) {
        let newest = JSON.stringify(sum())
        const checking = coalesce(() => {
          const news = sum()
          if (JSON.stringify(news) !== newest) tell(news)
          newest = JSON.stringify(news)
          // A node that died sends no last message: its people expire here.
          if (news.count > 0) checking.soon()
        }, TICK_MS)
        const undo = log.onSignal(talk.id, (said) => {
          if (said.about !== 'typing') return
          nodes.set(said.node, { said, until: now() + TYPING_FADES_MS })
          checking.soon()
        })
        return () => {
          undo()
          checking.cancel()
          nodes.clear()
        }
      },
    },
    close: () => ticking.cancel(),
  }
}

/** A person whose newest line was hidden is counted and not named: the name may be the reason for hiding. */
function writing(people: Iterable<ActorId>, chat: Chat): TypingNews {
  const news: TypingNews = { count: 0, names: [] }
  for (const who of people) {
    news.count += 1
    if (news.names.length === MAX_TYPING_NAMES) continue
    const { author, name } = knownAs(chat, who)
    if (author !== null && name !== GUEST && !isSilenced(chat, who)) news.names.push({ author, name })
  }
  return news
}
