/** The answer of this participant to one question: chosen, on its way, accepted or refused. */
import type { Connection } from '../../client/connection/connection.ts'
import { newIntent } from '../../client/connection/intents.ts'
import type { Outbox, OutboxItem } from '../../client/outbox.ts'
import type { Player } from '../../protocol/features/quiz-slice.ts'
import type { QuizQuestionView } from '../../protocol/features/quiz-view.ts'
import type { RefusalCode } from '../../protocol/refusal.ts'
import type { MyAnswer } from './quiz-words.ts'

export interface MyAnswerPart {
  readonly known: MyAnswer
  /** The options that are marked. */
  readonly chosen: readonly number[]
  readonly mayAnswer: boolean
  /** The question that is asked, and what the server has of this participant. */
  know(question: QuizQuestionView | null, own: Player | undefined): void
  /** The only right option is sent at once; of several ones, it is marked or unmarked. */
  choose(option: number): void
  sendChosen(): void
  close(): void
}

export function createMyAnswer(
  connection: Pick<Connection, 'onLink' | 'link'>,
  outbox: Outbox,
  changed: () => void,
): MyAnswerPart {
  let asked: QuizQuestionView | null = null
  let own: Player | undefined
  let picked: number[] = []
  /** Accepted, but the server's patch is not here yet. */
  let accepted: { ask: number; options: readonly number[] } | undefined
  let refused: { ask: number; code: RefusalCode } | undefined
  let items: readonly OutboxItem[] = []
  let live = false

  const unlink = connection.onLink((link) => {
    live = link === 'live'
    changed()
  })
  const unlisten = outbox.on((all) => {
    items = all
    settle()
    changed()
  })

  function mineIn(): { item: OutboxItem; options: readonly number[] } | undefined {
    for (const item of items) {
      const { intent } = item
      if (intent.type === 'quiz/answer' && intent.question === asked?.id)
        return { item, options: intent.options }
    }
    return undefined
  }

  /** A refusal is shown once, so that it does not stay for the next time that this question is asked. */
  function settle(): void {
    const found = mineIn()
    if (!asked || !found) return
    const { item, options } = found
    if (item.state === 'sent') accepted = { ask: asked.ask, options }
    if (item.state !== 'refused') return
    refused = { ask: asked.ask, code: item.refusal?.code ?? 'internal' }
    outbox.dismiss(item.intent.id)
  }

  function known(): MyAnswer {
    if (!asked) return { state: 'none' }
    if (own?.answer?.ask === asked.ask) return { state: 'sent', options: own.answer.options }
    if (accepted?.ask === asked.ask) return { state: 'sent', options: accepted.options }
    const found = mineIn()
    if (found?.item.state === 'pending') return { state: 'waiting', options: found.options, live }
    return refused?.ask === asked.ask ? { state: 'refused', code: refused.code } : { state: 'none' }
  }

  function send(options: number[]): void {
    if (!asked || options.length === 0) return
    refused = undefined
    outbox.send(newIntent({ type: 'quiz/answer', question: asked.id, options }), `quiz/answer ${asked.id}`)
  }

  return {
    get known() {
      return known()
    },
    get chosen() {
      const is = known()
      return is.state === 'waiting' || is.state === 'sent' ? is.options : picked
    },
    get mayAnswer() {
      const { state } = known()
      return state === 'none' || state === 'refused'
    },
    know(question, ownNow) {
      if (question?.ask !== asked?.ask) picked = []
      asked = question
      own = ownNow
      settle()
    },
    choose(option) {
      if (!asked?.several) return send([option])
      picked = picked.includes(option)
        ? picked.filter((each) => each !== option)
        : [...picked, option].toSorted((a, b) => a - b)
      changed()
    },
    sendChosen: () => send(picked),
    close() {
      unlink()
      unlisten()
    },
  }
}
