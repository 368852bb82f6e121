/** A simulated person: a Socket.IO client of this server, which uses the public protocol as the audience's page does. */
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import type { FeatureName } from '../../../protocol/features/index.ts'
import { merge } from '../../../protocol/merge.ts'
import { PROTOCOL_VERSION, type Calls, type News } from '../../../protocol/wire.ts'
import type { View } from '../../../protocol/view.ts'
import { newId } from '../../base/new-id.ts'
import { randomOf } from './random.ts'
import type { Act, Script } from './script.ts'
import { voteFor } from './vote.ts'

export interface Place {
  /** The address of the server on this computer, without a trailing slash. */
  url: string
  talk: string
  seed: number
  /** The reactions that the deck offers. */
  reactions: () => readonly string[]
}

const ANSWER_WITHIN_MS = 5000
const HAND_UP_MS = 30_000
/** Some people do not take part in a poll or a question of the quiz. */
const TAKE_PART = 0.85
/** The average time to read and to answer one, and the shortest. */
const THINK_MS = 6000
const READ_MS = 1500

/** What the audience's page subscribes to while it shows it. */
const CHANNELS = ['chat', 'questions', 'poll', 'quiz'] as const

/** Resolves when the signal has ended it and every call is answered. Rejects if it could not join. */
export async function live(script: Script, place: Place, signal: AbortSignal): Promise<void> {
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal })
  const { name } = script
  let view: Partial<View> = {}
  let isNamed = false
  /** Polls, by id and round, and questions of the quiz that this person has seen. */
  const seen = new Set<string>()
  const tasks = new Set<Promise<void>>()

  async function call(event: 'intent' | 'query', payload: object): Promise<void> {
    // Each call may wait for seconds, and the server ends after the last one.
    if (!socket.connected || signal.aborted) return
    // A refusal is an answer, too: the room may be paused, or the chat closed.
    await socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, payload).catch(ifUnanswered)
  }
  const send = (intent: object): Promise<void> => call('intent', { id: newId(), ...intent })

  async function perform(act: Act): Promise<void> {
    switch (act.do) {
      case 'say':
        if (!isNamed) await send({ type: 'chat/name', name })
        isNamed = true
        return send({ type: 'chat/say', text: act.text })
      case 'ask':
        return send({ type: 'question/ask', text: act.text })
      case 'upvote': {
        const open = view.questions?.items.filter(({ answered }) => !answered) ?? []
        const question = open[Math.floor(act.share * open.length)]
        return question && send({ type: 'question/vote', question: question.id, on: true })
      }
      case 'react': {
        const kinds = place.reactions()
        const kind = kinds[Math.floor(act.share * kinds.length)]
        return kind === undefined ? undefined : call('query', { query: 'react', kind })
      }
      case 'pace':
        return send({ type: 'pace/say', what: act.what })
      case 'raise-hand':
        await send({ type: 'hand/raise' })
        await pause(HAND_UP_MS)
        return send({ type: 'hand/lower' })
      case 'drop':
        socket.disconnect()
        await pause(act.forMs)
        socket.connect()
    }
  }

  /** Once for each key. */
  function takePart(key: string, answer: (random: ReturnType<typeof randomOf>) => Promise<void>): void {
    if (seen.has(key)) return
    seen.add(key)
    const random = randomOf(place.seed, name, key)
    if (random.share() > TAKE_PART) return
    const task = pause(READ_MS + random.gap(THINK_MS))
      .then(() => answer(random))
      .catch(ifEnded)
      .finally(() => tasks.delete(task))
    tasks.add(task)
  }

  function look(): void {
    for (const { id, round, open } of view.poll?.polls ?? []) {
      if (!open) continue
      takePart(`poll ${id} ${round}`, async (random) => {
        const poll = view.poll?.polls.find((each) => each.id === id && each.round === round)
        if (poll?.open)
          await send({ type: 'poll/vote', poll: id, ballot: poll.ballot, vote: voteFor(poll.asked, random) })
      })
    }
    const question = view.quiz?.question
    if (question?.state !== 'open') return
    takePart(`quiz ${question.id}`, async (random) => {
      await send({ type: 'quiz/join', nickname: name })
      await send({
        type: 'quiz/answer',
        question: question.id,
        options: [random.index(question.options.length)],
      })
    })
  }

  await pause(script.joinMs)
  const socket = await connect(place, signal)
  let known: { epoch?: string; at: Partial<Record<FeatureName, number>> } = { at: {} }
  socket.on('patch', (epoch, channel, from, to, change) => {
    if (epoch !== known.epoch) {
      known = { epoch, at: {} }
      view = {}
      seen.clear()
      isNamed = false
    }
    if (from > (known.at[channel] ?? 0)) return void socket.emit('subscribe', { channel, on: true })
    known.at[channel] = to
    view = { ...view, [channel]: merge(channel, from === 0 ? undefined : view[channel], change) }
    look()
  })
  socket.connect()
  try {
    for (const { afterMs, act } of script.steps()) {
      await pause(afterMs)
      await perform(act)
    }
  } catch (error) {
    ifEnded(error)
  } finally {
    await Promise.all(tasks)
    socket.disconnect()
  }
}

/** With the cookie of a browser that has opened the audience's page, because only a participant may write. */
async function connect({ url, talk }: Place, signal: AbortSignal): Promise<Socket<News, Calls>> {
  const cookie = await openPage(`${url}/${talk}/`, signal)
  const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, 0]))
  return io(url, {
    autoConnect: false,
    forceNew: true,
    transports: ['websocket'],
    rejectUnauthorized: false,
    auth: { protocol: PROTOCOL_VERSION, talk, role: 'audience', channels },
    extraHeaders: { origin: url, cookie },
  })
}

/** The cookies that the page sets. The certificate of this server may be valid for other names. */
function openPage(url: string, signal: AbortSignal): Promise<string> {
  const request = url.startsWith('https:') ? tlsRequest : plainRequest
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, rejectUnauthorized: false, signal }, (response) => {
      response.resume()
      const cookies = response.headers['set-cookie'] ?? []
      resolve(cookies.map((each) => each.split(';')[0]).join('; '))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** The connection may end before the answer, as on a real phone. */
function ifUnanswered(error: unknown): void {
  if (!(error instanceof Error && /timed out|disconnected/.test(error.message))) throw error
}

function ifEnded(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error
}
