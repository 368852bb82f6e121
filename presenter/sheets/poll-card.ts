/** One poll on the Polls sheet: what it asks, its result before the room sees it, and the buttons that control it. */
import { words } from '../../client/words.ts'
import { markFlagged } from '../../demos/flagged.ts'
import type { Part } from '../../demos/poll/part.ts'
import type { Asked } from '../../protocol/features/poll-asked.ts'
import { isFlagged } from '../../protocol/flagged.ts'
import { el, setText } from '../dom/dom.ts'
import { confirmSheet } from '../dom/sheet.ts'
import { nextAction, pollWords, type KnownPoll, type PollAction } from './poll-card-words.ts'
import type { SheetContext } from './feature-sheets.ts'

export interface PollCard {
  element: HTMLElement
  /** `onStage`: the stage shows it above the slide. */
  draw(poll: KnownPoll, onStage: boolean): void
}

export function createPollCard(
  id: string,
  { connection, press, deck }: Pick<SheetContext, 'connection' | 'press' | 'deck'>,
): PollCard {
  const { polls } = words.phone
  const question = el('bdi')
  const about = el('span', { class: 'soft' })
  const summary = el('summary', {}, el('h3', {}, question), about)
  const result = el('div', { class: 'poll-result' })
  let poll: KnownPoll | undefined
  let onStage = false

  const act = (action: PollAction): void => void press({ type: `poll/${action}`, poll: id })
  const main = key('', () => {
    if (poll) act(nextAction(poll.view))
  })
  main.classList.add('primary', 'poll-main')
  const reveal = key('', () => act(poll?.view?.shown ? 'hide' : 'reveal'))
  const again = key(polls.again, () => act('again'))
  const stage = key('', () => {
    void press(onStage ? { type: 'spotlight/clear' } : { type: 'spotlight/show', kind: 'poll', item: id })
  })
  const reset = key(polls.reset, () => void askThenReset())
  async function askThenReset(): Promise<void> {
    if (await confirmSheet(polls.resetTitle, polls.resetText, polls.resetYes)) act('reset')
  }
  const more = el('div', { class: 'poll-more' }, reveal, stage, again, reset)
  const element = el('details', { class: 'poll-card' }, summary, main, result, more)

  let part: Part | undefined
  let shown = ''
  /** The part for this kind is loaded when the card is open for the first time. */
  function load(asked: Asked): void {
    const wanted = JSON.stringify(asked)
    if (wanted === shown || !element.open) return
    shown = wanted
    void import('../../demos/poll/kinds.ts')
      .then(({ KINDS }) => KINDS[asked.kind]())
      .then(({ createPart }) => {
        if (shown !== wanted) return
        part = createPart({
          asked,
          draft: { read: () => '', save: () => {} },
          earlier: (before) => connection.query({ query: 'poll/answers', poll: id, before }),
          mark: (row, text) => markFlagged(row, isFlagged(text, deck().flagged)),
          hide: (item, hidden) => void press({ type: 'poll/hide-answer', poll: id, item, hidden }),
        })
        result.replaceChildren(part.element)
        drawPart()
      })
  }
  function drawPart(): void {
    const { view } = poll ?? {}
    part?.draw({
      open: false,
      mine: undefined,
      result: view?.result ?? null,
      votes: view?.votes ?? 0,
      alone: undefined,
      before: view?.before ?? null,
    })
  }
  element.addEventListener('toggle', () => {
    if (poll) load(poll.asked)
  })

  return {
    element,
    draw(now, isOnStage) {
      poll = now
      onStage = isOnStage
      const { asked, view } = now
      setText(question, asked.question)
      setText(about, pollWords(now))
      const action = nextAction(view)
      setText(main, polls[action])
      setText(reveal, view?.shown ? polls.hide : polls.reveal)
      setText(stage, onStage ? polls.offStage : polls.toStage)
      more.hidden = view === undefined
      // Its main button does the same.
      offer(reveal, action !== 'reveal')
      for (const each of [again, reset]) offer(each, (view?.votes ?? 0) > 0)
      element.dataset['open'] = String(view?.open ?? false)
      load(asked)
      drawPart()
    },
  }
}

/** A button that is not offered keeps its place, so that no other one comes under a thumb. */
function offer(button: HTMLElement, is: boolean): void {
  button.style.visibility = is ? '' : 'hidden'
}

function key(word: string, act: () => void): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'button' }, word)
  button.addEventListener('click', act)
  return button
}
