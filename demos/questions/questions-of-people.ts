/** The questions on a person's page: the field, the list, votes; on a moderator's page the moderation. */
import { newIntent } from '../../client/connection/intents.ts'
import type { LiveContext } from '../../client/live-element.ts'
import type { Person } from '../../protocol/features/questions-slice.ts'
import type { QuestionItem, QuestionsView } from '../../protocol/features/questions-view.ts'
import type { Intent } from '../../protocol/intent.ts'
import { make, say } from '../parts.ts'
import { createAskField } from './question-ask.ts'
import { createQuestionBar } from './question-bar.ts'
import { createQuestionList } from './question-list.ts'
import { listed } from './question-order.ts'
import { createOwn } from './question-own.ts'
import { questionRow, type Moderation, type RowState } from './question-row.ts'
import { createQuestionsModel } from './questions-model.ts'
import { whyNot } from './question-words.ts'
import { words } from '../../client/words.ts'

export function showForPeople(host: HTMLElement, context: LiveContext): () => void {
  const { talk, room: connection, role, outbox } = context
  const moderates = role === 'moderator'
  const { questions, hide, show: showWord } = words.elements
  const model = createQuestionsModel()
  let view: QuestionsView | undefined
  let own: Person | undefined
  let ended = false

  const ask = createAskField({ talk, connection, outbox, vote: (id) => vote(id, true) })
  const mine = createOwn(outbox, (text) => ask.edit(text))
  const bar = createQuestionBar(() => {
    list.resort()
    draw()
  })
  const list = createQuestionList()
  const problem = make('p', 'question-note')
  problem.role = 'status'
  const empty = make('p', 'question-empty soft')
  const more = make('button', 'button question-older', questions.more)
  more.type = 'button'
  host.replaceChildren(
    ...(moderates ? [] : [ask.element, mine.element]),
    problem,
    bar.element,
    empty,
    list.element,
    more,
  )

  const keyOf = (id: number): string => `question/vote:${id}`
  function vote(question: number, on: boolean): void {
    outbox.send(newIntent({ type: 'question/vote', question, on }), keyOf(question))
  }

  function stateOf({ id }: QuestionItem): RowState {
    const waiting = outbox.items.findLast(({ key, state }) => key === keyOf(id) && state === 'pending')
    const wanted = waiting?.intent.type === 'question/vote' ? waiting.intent.on : undefined
    return {
      voted: wanted ?? own?.voted.includes(id) ?? false,
      pending: waiting !== undefined,
      own: own?.asked.includes(id) ?? false,
      speakers: view?.speakers ?? [],
      closed: view?.mode === 'closed',
    }
  }

  function moderate(wish: Parameters<typeof newIntent>[0]): void {
    void connection.send(newIntent(wish)).then((ack) => {
      if (!ended) say(problem, ack.ok ? '' : whyNot(ack.refusal))
    })
  }

  function edit(item: QuestionItem): void {
    const question = item.id
    // Only moderators need the dialog.
    void import('./question-edit.ts').then(({ editQuestion }) =>
      editQuestion(item, view?.tags ?? [], ({ reply, tags }) => {
        if (reply !== (item.reply ?? '')) moderate({ type: 'question/reply', question, text: reply })
        if (String(tags) !== String(item.tags ?? [])) moderate({ type: 'question/tag', question, tags })
      }),
    )
  }

  function moderationOf(item: QuestionItem): Moderation {
    if (!moderates) return []
    const { id: question, state, answered } = item
    const shown = state === undefined
    const show = (to: boolean) => () => moderate({ type: 'question/show', question, shown: to })
    return [
      [shown ? hide : showWord, show(!shown)],
      ...(state === 'held' ? ([[questions.reject, show(false)]] satisfies Moderation) : []),
      [
        answered ? questions.notAnswered : questions.answered,
        () => moderate({ type: 'question/answer', question, answered: !answered }),
      ],
      ...(shown
        ? ([
            [
              questions.toStage,
              () => moderate({ type: 'spotlight/show', kind: 'question', item: String(question) }),
            ],
          ] satisfies Moderation)
        : []),
      [questions.replyAndTags, () => edit(item)],
      [questions.delete, () => moderate({ type: 'question/delete', question })],
    ]
  }

  function draw(): void {
    if (ended) return
    const live = connection.link === 'live'
    mine.draw(own, live)
    if (!view) return say(empty, live ? '' : questions.noConnection)
    ask.draw(view, model.items)
    bar.draw(view)
    const items = listed(model.items, bar.order, bar.tag)
    list.draw(
      items,
      (item) => JSON.stringify([item, stateOf(item)]),
      (item) =>
        questionRow(
          item,
          stateOf(item),
          moderates
            ? null
            : {
                vote: (on) => vote(item.id, on),
                withdraw: () => outbox.send(newIntent({ type: 'question/withdraw', question: item.id })),
              },
          moderationOf(item),
        ),
    )
    more.hidden = !list.isCut && model.from <= 1
    empty.hidden = items.length > 0
    say(empty, emptyWords(view, bar.tag !== ''))
    // A moderation's answer stays until the next one.
    if (!moderates) say(problem, stateWords(view, live))
  }

  async function older(): Promise<void> {
    if (list.isCut) list.more()
    else {
      const page = await connection.query({ query: 'question/before', question: model.from })
      if (ended || !page) return
      list.more()
      model.takeOlder(page)
    }
    draw()
  }

  more.addEventListener('click', () => void older())
  // After the finger or the pointer has left, the rows may move again.
  list.element.addEventListener('pointerleave', draw)
  const undo = [
    connection.subscribe('questions', (now, person, change) => {
      view = now
      own = person
      model.take(now, change)
      draw()
    }),
    outbox.on((items) => {
      for (const { intent, key, state, refusal } of items) {
        if (state !== 'refused' || intent.type === 'question/ask') continue
        if (!isOurs(intent, key) || !refusal) continue
        outbox.dismiss(intent.id)
        say(problem, whyNot(refusal))
      }
      draw()
    }),
    connection.onLink(draw),
  ]
  return () => {
    ended = true
    for (const each of undo) each()
  }
}

function isOurs({ type }: Intent, key: string | undefined): boolean {
  return type === 'question/withdraw' || (key?.startsWith('question/vote:') ?? false)
}

function emptyWords({ mode }: QuestionsView, filtered: boolean): string {
  const { questions } = words.elements
  if (filtered) return questions.noneWithTag
  return mode === 'closed' ? questions.none : questions.noneYet
}

function stateWords({ mode }: QuestionsView, live: boolean): string {
  const { questions } = words.elements
  if (!live) return questions.kept
  if (mode === 'closed') return questions.closed
  return mode === 'approve-first' ? questions.approved : ''
}
