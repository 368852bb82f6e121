/** The Polls sheet: the polls of the deck and those made here, that of the current slide first. */
import { words } from '../../client/words.ts'
import './polls.css'
import { pollsOf } from '../../protocol/features/poll-deck.ts'
import type { PollsView } from '../../protocol/features/poll-view.ts'
import { slideIndex } from '../../protocol/position.ts'
import { button } from '../dom/big-switch.ts'
import { el } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'
import { createNewPoll } from './new-poll.ts'
import { createPollCard, type PollCard } from './poll-card.ts'
import { pollsWords, type KnownPoll } from './poll-card-words.ts'

export default { word: words.phone.polls.title, order: 1, create: createPollsSheet } satisfies FeatureSheet

function createPollsSheet(context: SheetContext): OpenSheet {
  const { connection, deck, changed } = context
  const { title, newPoll, none: noPolls } = words.phone.polls
  let view: PollsView = { polls: [] }
  let onStage: string | undefined
  connection.subscribe('poll', (news) => {
    view = news
    changed()
  })
  connection.subscribe('spotlight', ({ item }) => {
    onStage = item?.kind === 'poll' ? item.id : undefined
    changed()
  })
  const sheet = createSheet(title, () => sheet.close())
  const openNew = createNewPoll(context)
  const list = el('div', { class: 'poll-cards' })
  const none = el('p', { class: 'soft' }, noPolls)
  sheet.body.append(
    sheetHead(sheet, title),
    el('div', { class: 'big-switches' }, button(newPoll, openNew)),
    none,
    list,
  )
  const cards = new Map<string, PollCard>()

  function known(): KnownPoll[] {
    const { outline } = deck()
    const inDeck = pollsOf(outline).map(({ id, asked, slide }): KnownPoll => {
      const now = view.polls.find((poll) => poll.id === id)
      return { id, asked: now?.asked ?? asked, slide: outline.indexOf(slide) + 1, view: now }
    })
    const others = view.polls
      .filter(({ id }) => !inDeck.some((poll) => poll.id === id))
      .map((poll): KnownPoll => ({ id: poll.id, asked: poll.asked, view: poll }))
    return [...inDeck, ...others.toReversed()]
  }

  function current(): number {
    const { position } = connection.store.view
    return position ? slideIndex(deck().outline, position) + 1 : 0
  }

  /** The current slide's first, then the open ones. */
  function ordered(): KnownPoll[] {
    const here = current()
    const rank = ({ slide, view: now }: KnownPoll): number => (slide === here ? 0 : now?.open ? 1 : 2)
    return known().toSorted((a, b) => rank(a) - rank(b))
  }

  /** New cards are put first; the others stay where they are, so that nothing moves under a thumb. */
  function draw(): void {
    const polls = known()
    none.hidden = polls.length > 0
    for (const poll of polls) {
      const isNew = !cards.has(poll.id)
      const card = cards.get(poll.id) ?? createPollCard(poll.id, context)
      cards.set(poll.id, card)
      if (isNew) list.prepend(card.element)
      if (isNew && poll.view?.open) card.element.setAttribute('open', '')
      card.draw(poll, poll.id === onStage)
    }
    for (const [id, { element }] of cards) {
      if (polls.some((poll) => poll.id === id)) continue
      element.remove()
      cards.delete(id)
    }
  }

  let arrangedFor = 0
  function arrange(): void {
    arrangedFor = current()
    draw()
    const first = ordered()
    list.append(...first.flatMap(({ id }) => cards.get(id)?.element ?? []))
    first.forEach(({ id, slide, view: now }, i) => {
      const isOpen = now?.open === true || (i === 0 && slide === current())
      cards.get(id)?.element.toggleAttribute('open', isOpen)
    })
  }

  return {
    state: () => pollsWords(known()),
    open() {
      arrange()
      sheet.open()
      sheet.dialog.scrollTop = 0
    },
    draw() {
      if (!sheet.dialog.open) return
      // A panel is never opened again, so it follows the talk.
      if (sheet.isPanel && current() !== arrangedFor) arrange()
      else draw()
    },
  }
}
