/** The More sheet, for rarely used functions: large switches first, then the room, then personal settings. */
import type { DeckWarning } from '../../protocol/deck.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { byId, el, setText } from '../dom/dom.ts'
import { canVibrate } from '../taps/haptics.ts'
import type { Actions, Draw } from '../model/model.ts'
import { createCheckSheet } from './check.ts'
import { FEATURE_SHEETS, hasElement, type SheetContext } from './feature-sheets.ts'
import { createServerSheet } from './server.ts'
import type { Settings } from '../taps/settings.ts'
import { confirmSheet, createSheet } from '../dom/sheet.ts'
import { WAKE_WORDS } from '../model/wake-lock.ts'
import { feedWords, roomWords } from '../model/words.ts'

export function createMore(actions: Actions, context: SheetContext): Draw {
  const sheet = createSheet('More', () => sheet.close())
  byId('more').addEventListener('click', () => {
    sheet.open()
    sheet.dialog.scrollTop = 0
    // Reading a feed may cost money, so its state is watched only for decks with posts, and while the sheet is open.
    if (!posts.hidden) unwatch ??= actions.watchFeed()
  })
  sheet.dialog.addEventListener('close', () => {
    unwatch?.()
    unwatch = undefined
  })
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  close.addEventListener('click', () => sheet.close())

  const join = button('Join code', actions.joinCode)
  const joinState = stateOf(join)
  const posts = button('Blank the posts', actions.blankPosts)
  const postsState = stateOf(posts)
  const features = FEATURE_SHEETS.map(({ word, create }) => {
    const own = create(context)
    const opener = button(word, () => {
      sheet.close()
      own.open()
    })
    return { opener, line: stateOf(opener), state: own.state, draw: own.draw }
  })
  const feed = el('p', { class: 'soft' })
  let unwatch: (() => void) | undefined
  const room = el('p', { class: 'soft' })
  const restart = button('Restart the clock', () => void askFirst(RESTART, actions.restartClock))
  const end = button('End the talk', () => void askFirst(END, actions.endTalk))
  const reopen = button('Reopen the talk', () => void askFirst(REOPEN, actions.reopenTalk))
  const newRun = button('Start a new run', () => void askFirst(NEW_RUN, actions.newRun))
  const runState = stateOf(newRun)
  end.classList.add('ends')
  const reconnect = button('Reconnect', actions.reconnect)

  const checks = createCheckSheet(context)
  const check = button('Check', () => {
    sheet.close()
    checks.open()
  })
  stateOf(check).textContent = 'is everything ready for the talk?'

  const showServer = createServerSheet()
  const server = button('Server', () => {
    sheet.close()
    showServer()
  })

  /** The first button before the talk, and beside the server's later. */
  function placeCheck(hasStarted: boolean): void {
    const follower = hasStarted ? server : join
    if (check.nextElementSibling !== follower) follower.before(check)
  }

  async function askFirst(words: Words, then: () => void): Promise<void> {
    sheet.close()
    if (await confirmSheet(words.title, words.text, words.yes)) then()
  }

  const wake = el('p', { class: 'soft' })
  const switches = [
    toggle(actions, 'stayAwake', 'Keep the screen on'),
    toggle(actions, 'buzzMoved', 'A short vibration when the talk has moved', 'buzz'),
    toggle(actions, 'buzzLast', 'Three short vibrations on the last step', 'buzz'),
    toggle(actions, 'buzzRefused', 'A long vibration when a tap did nothing', 'buzz'),
  ]
  const buzz = el('p', { class: 'soft' }, 'This browser cannot vibrate.')
  buzz.hidden = canVibrate()
  const scheme = schemeChoice(actions)
  const warnings = el('details', { class: 'warnings' })

  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'More'), close),
    el(
      'div',
      { class: 'big-switches' },
      check,
      join,
      posts,
      ...features.map(({ opener }) => opener),
      restart,
      end,
      reopen,
      newRun,
      server,
    ),
    room,
    feed,
    reconnect,
    el('h3', {}, 'Screen'),
    switches[0]!.row,
    wake,
    scheme.row,
    el('h3', {}, 'Vibration'),
    buzz,
    ...switches.slice(1).map(({ row }) => row),
    warnings,
  )

  return (model) => {
    join.setAttribute('aria-pressed', String(model.screen.join))
    setText(joinState, model.screen.join ? 'on the stage now: tap to hide' : 'off: tap to show on the stage')
    for (const { opener, line, state, draw } of features) {
      const words = state()
      opener.hidden = words === null
      setText(line, words ?? '')
      draw(model)
    }
    const { blanked } = model.posts
    posts.hidden = !hasElement(model.deck, 'live-map') && !blanked
    posts.setAttribute('aria-pressed', String(blanked))
    setText(postsState, blanked ? 'off every screen: tap to show them' : 'shown: tap to take them off')
    setText(feed, feedWords(model.feed))
    end.hidden = model.over
    reopen.hidden = !model.over
    newRun.hidden = model.run === undefined
    setText(runState, `this is run ${model.run?.number}`)
    reconnect.hidden = model.link.word === 'live' || model.link.word === 'checking'
    setText(room, model.link.word === 'live' ? roomWords(model.headcount) : '')
    setText(wake, WAKE_WORDS[model.wake])
    for (const { draw } of switches) draw(model.settings)
    scheme.draw(model)
    placeCheck(model.clock.startedAt !== null)
    checks.draw(model)
    drawWarnings(warnings, model.deck.warnings)
  }
}

interface Words {
  title: string
  text: string
  yes: string
}
const RESTART: Words = {
  title: 'Restart the clock?',
  text: 'The elapsed time starts again from zero. The slides stay where they are.',
  yes: 'Restart',
}
const END: Words = {
  title: 'End the talk?',
  text: 'All screens say that the talk is over, and the slides stop moving. You can reopen it.',
  yes: 'End the talk',
}
const REOPEN: Words = {
  title: 'Reopen the talk?',
  text: 'It continues from the slide where it ended.',
  yes: 'Reopen',
}

const NEW_RUN: Words = {
  title: 'Start a new run?',
  text: 'The talk begins again at the first slide, without chat, votes, questions and time. This run is kept.',
  yes: 'Start',
}

type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings]

function toggle(
  actions: Actions,
  key: Flag,
  words: string,
  needs?: 'buzz',
): { row: HTMLElement; draw(settings: Settings): void } {
  const box = el('input', { type: 'checkbox', role: 'switch' })
  box.addEventListener('change', () => actions.set({ [key]: box.checked }))
  const row = el('label', { class: 'switch' }, el('span', {}, words), box)
  row.hidden = needs === 'buzz' && !canVibrate()
  return { row, draw: (settings) => (box.checked = settings[key]) }
}

function schemeChoice(actions: Actions): { row: HTMLElement; draw: Draw } {
  const select = el('select', { id: 'scheme' })
  for (const [value, words] of [
    ['auto', 'Same as this phone'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const) {
    select.append(el('option', { value }, words))
  }
  select.addEventListener('change', () => actions.set({ scheme: select.value as Settings['scheme'] }))
  const row = el('label', { class: 'switch' }, el('span', {}, 'Colours of this page'), select)
  return { row, draw: ({ settings }) => (select.value = settings.scheme) }
}

function drawWarnings(place: HTMLElement, warnings: DeckWarning[]): void {
  const words = warnings.length === 1 ? '1 warning in the deck' : `${warnings.length} warnings in the deck`
  place.hidden = warnings.length === 0
  const key = JSON.stringify(warnings)
  if (place.dataset['key'] === key) return
  place.dataset['key'] = key
  place.replaceChildren(
    el('summary', {}, words),
    el(
      'ul',
      {},
      ...warnings.map(({ file, line, message }) =>
        el('li', {}, el('code', {}, `${file}:${line}`), ` ${message}`),
      ),
    ),
  )
}
