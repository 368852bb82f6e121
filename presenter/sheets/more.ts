/** The More sheet, for rarely used functions: large switches first, then the room, then personal settings. */
import { fill, plural, words } from '../../client/words.ts'
import type { DeckWarning } from '../../protocol/deck.ts'
import { deckHas } from '../../protocol/outline.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { byId, el, setText } from '../dom/dom.ts'
import { canVibrate } from '../taps/haptics.ts'
import type { Actions, Draw } from '../model/model.ts'
import { createCheckSheet } from './check.ts'
import { FEATURE_SHEETS, type SheetContext } from './feature-sheets.ts'
import { createServerSheet } from './server.ts'
import type { Settings } from '../taps/settings.ts'
import { confirmSheet, createSheet, sheetHead } from '../dom/sheet.ts'
import { wakeWords } from '../model/wake-lock.ts'
import { feedWords, roomWords } from '../model/words.ts'

const { more } = words.phone

export function createMore(actions: Actions, context: SheetContext): Draw {
  const sheet = createSheet(more.title, () => sheet.close())
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

  const join = button(words.phone.joinCode, actions.joinCode)
  const joinState = stateOf(join)
  const posts = button(more.blankPosts, actions.blankPosts)
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
  const restart = button(more.restart, () => void askFirst(RESTART, actions.restartClock))
  const end = button(more.end, () => void askFirst(END, actions.endTalk))
  const reopen = button(more.reopen, () => void askFirst(REOPEN, actions.reopenTalk))
  const newRun = button(more.newRun, () => void askFirst(NEW_RUN, actions.newRun))
  const runState = stateOf(newRun)
  end.classList.add('ends')
  const reconnect = button(more.reconnect, actions.reconnect)

  const checks = createCheckSheet(context)
  const check = button(more.check, () => {
    sheet.close()
    checks.open()
  })
  stateOf(check).textContent = more.checkMeans

  const showServer = createServerSheet()
  const server = button(more.server, () => {
    sheet.close()
    showServer()
  })

  /** The first button before the talk, and beside the server's later. */
  function placeCheck(hasStarted: boolean): void {
    const follower = hasStarted ? server : join
    if (check.nextElementSibling !== follower) follower.before(check)
  }

  async function askFirst({ title, text, yes }: Question, then: () => void): Promise<void> {
    sheet.close()
    if (await confirmSheet(title, text, yes)) then()
  }

  const wake = el('p', { class: 'soft' })
  const switches = [
    toggle(actions, 'stayAwake', more.stayAwake),
    toggle(actions, 'buzzMoved', more.buzzMoved, 'buzz'),
    toggle(actions, 'buzzLast', more.buzzLast, 'buzz'),
    toggle(actions, 'buzzRefused', more.buzzRefused, 'buzz'),
  ]
  const buzz = el('p', { class: 'soft' }, more.noBuzz)
  buzz.hidden = canVibrate()
  const scheme = schemeChoice(actions)
  const warnings = el('details', { class: 'warnings' })

  sheet.body.append(
    sheetHead(sheet, more.title),
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
    el('h3', {}, more.screen),
    switches[0]!.row,
    wake,
    scheme.row,
    el('h3', {}, more.vibration),
    buzz,
    ...switches.slice(1).map(({ row }) => row),
    warnings,
  )

  return (model) => {
    join.setAttribute('aria-pressed', String(model.screen.join))
    setText(joinState, model.screen.join ? more.joinOn : more.joinOff)
    for (const { opener, line, state, draw } of features) {
      const said = state()
      opener.hidden = said === null
      setText(line, said ?? '')
      draw(model)
    }
    const { blanked } = model.posts
    posts.hidden = !deckHas(model.deck.outline, 'live-map') && !blanked
    posts.setAttribute('aria-pressed', String(blanked))
    setText(postsState, blanked ? more.postsOff : more.postsOn)
    setText(feed, feedWords(model.feed))
    end.hidden = model.over
    reopen.hidden = !model.over
    newRun.hidden = model.run === undefined
    setText(runState, fill(more.thisRun, { n: model.run?.number ?? 1 }))
    reconnect.hidden = model.link.word === 'live' || model.link.word === 'checking'
    setText(room, model.link.word === 'live' ? roomWords(model.headcount) : '')
    setText(wake, wakeWords(model.wake))
    for (const { draw } of switches) draw(model.settings)
    scheme.draw(model)
    placeCheck(model.clock.startedAt !== null)
    checks.draw(model)
    drawWarnings(warnings, model.deck.warnings)
  }
}

interface Question {
  title: string
  text: string
  yes: string
}
const RESTART: Question = { title: more.restartTitle, text: more.restartText, yes: more.restartYes }
const END: Question = { title: more.endTitle, text: more.endText, yes: more.end }
const REOPEN: Question = { title: more.reopenTitle, text: more.reopenText, yes: more.reopenYes }
const NEW_RUN: Question = { title: more.newRunTitle, text: more.newRunText, yes: more.newRunYes }

type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings]

function toggle(
  actions: Actions,
  key: Flag,
  label: string,
  needs?: 'buzz',
): { row: HTMLElement; draw(settings: Settings): void } {
  const box = el('input', { type: 'checkbox', role: 'switch' })
  box.addEventListener('change', () => actions.set({ [key]: box.checked }))
  const row = el('label', { class: 'switch' }, el('span', {}, label), box)
  row.hidden = needs === 'buzz' && !canVibrate()
  return { row, draw: (settings) => (box.checked = settings[key]) }
}

function schemeChoice(actions: Actions): { row: HTMLElement; draw: Draw } {
  const select = el('select', { id: 'scheme' })
  for (const [value, word] of [
    ['auto', more.sameAsPhone],
    ['light', more.light],
    ['dark', more.dark],
  ] as const) {
    select.append(el('option', { value }, word))
  }
  select.addEventListener('change', () => actions.set({ scheme: select.value as Settings['scheme'] }))
  const row = el('label', { class: 'switch' }, el('span', {}, more.colours), select)
  return { row, draw: ({ settings }) => (select.value = settings.scheme) }
}

function drawWarnings(place: HTMLElement, warnings: DeckWarning[]): void {
  place.hidden = warnings.length === 0
  const key = JSON.stringify(warnings)
  if (place.dataset['key'] === key) return
  place.dataset['key'] = key
  place.replaceChildren(
    el('summary', {}, plural(more.warnings, warnings.length)),
    el(
      'ul',
      {},
      ...warnings.map(({ file, line, message }) =>
        el('li', {}, el('code', {}, `${file}:${line}`), ` ${message}`),
      ),
    ),
  )
}
