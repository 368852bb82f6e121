/** One poll on the Polls sheet: what it asks, its result before the room sees it, and the buttons that control it. */
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
  const question = el('bdi')
  const words = el('span', { class: 'soft' })
  const summary = el('summary', {}, el('h3', {}, question), words)
  const result = el('div', { class: 'poll-result' })
  let poll: KnownPoll | undefined
  let onStage = false

  const act = (action: PollAction): void => void press({ type: `poll/${action}`, poll: id })
  const main = key('', () => {
    if (poll) act(nextAction(poll.view))
  })
  main.classList.add('primary', 'poll-main')
  const reveal = key('', () => act(poll?.view?.shown ? 'hide' : 'reveal'))
  const again = key('Another round', () => act('again'))
  const stage = key('', () => {
    void press(onStage ? { type: 'spotlight/clear' } : { type: 'spotlight/show', kind: 'poll', item: id })
  })
  const reset = key('Remove all votes', () => void askThenReset())
  async function askThenReset(): Promise<void> {
    const text = 'They disappear from every screen. This cannot be undone.'
    if (await confirmSheet('Remove all votes?', text, 'Remove')) act('reset')
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
      setText(words, pollWords(now))
      const action = nextAction(view)
      setText(main, MAIN_WORDS[action])
      setText(reveal, view?.shown ? 'Hide the results' : 'Show the results')
      setText(stage, onStage ? 'Take it off the stage' : 'Show it on the stage')
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

const MAIN_WORDS: Record<ReturnType<typeof nextAction>, string> = {
  open: 'Open the poll',
  close: 'Close the poll',
  reveal: 'Show the results',
}

/** A button that is not offered keeps its place, so that no other one comes under a thumb. */
function offer(button: HTMLElement, is: boolean): void {
  button.style.visibility = is ? '' : 'hidden'
}

function key(words: string, act: () => void): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'button' }, words)
  button.addEventListener('click', act)
  return button
}
