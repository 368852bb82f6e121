/** The remote of one talk: connects to it, updates the model, draws the parts. Started once by main.ts. */
import { connect } from '../client/connection/connection.ts'
import type { Outcome } from '../client/move-queue.ts'
import { fill, words } from '../client/words.ts'
import { samePosition } from '../protocol/position.ts'
import type { RefusalCode } from '../protocol/refusal.ts'
import { announce } from './dom/announce.ts'
import { createActions, tellOutcome } from './actions.ts'
import { createAsk } from './sheets/ask.ts'
import { createBanners } from './views/banners.ts'
import { createClickerView, onScreen } from './views/clicker.ts'
import { createControls } from './views/controls.ts'
import { loadDeck, type LoadedDeck } from './model/deck.ts'
import { byId } from './dom/dom.ts'
import { onKeys } from './taps/keyboard.ts'
import type { Actions, Draw, Model } from './model/model.ts'
import { createWidePanels } from './panels.ts'
import type { SheetContext } from './sheets/feature-sheets.ts'
import { createMore } from './sheets/more.ts'
import { showNote } from './dom/note.ts'
import { createPause } from './views/pause.ts'
import { createNotesView } from './views/notes.ts'
import { createOverview } from './views/overview.ts'
import { createScrub } from './views/scrub.ts'
import { loadSettings } from './taps/settings.ts'
import './picture/slide-picture.ts'
import { createStatus } from './views/status.ts'
import { createTabs } from './views/tabs.ts'
import { createTaps } from './taps/taps.ts'
import { createWishes } from './views/wishes.ts'
import { createWakeLock } from './model/wake-lock.ts'
import { linkWord, place } from './model/words.ts'

/** The retry interval after a handshake that the server refused for a temporary reason. */
const REFUSED_AGAIN_MS = 3000
const DECK_AGAIN_MS = 2000

/** `ended`: this page cannot continue by itself, for the given reason. */
export function startRemote(talk: string, deck: LoadedDeck, ended: (why: RefusalCode) => void): void {
  const connection = connect(talk, 'presenter')
  const settings = loadSettings()
  const wake = createWakeLock((state) => update({ wake: state }))
  const model: Model = {
    deck,
    settings,
    position: undefined,
    polls: [],
    devices: [],
    driver: undefined,
    screen: { blanked: false, join: false },
    clock: { startedAt: null },
    posts: { blanked: false, held: false, recording: false },
    panic: false,
    feed: undefined,
    over: false,
    run: undefined,
    saved: true,
    headcount: undefined,
    link: { word: 'connecting', checked: false, lost: false, roundTripMs: null, offsetMs: undefined },
    tap: { name: 'idle' },
    wake: wake.state,
  }

  let frame = 0
  function redraw(): void {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      for (const draw of parts) draw(model)
    })
  }

  function update(change: Partial<Model>): void {
    Object.assign(model, change)
    redraw()
  }

  function closing(outcome: Outcome): void {
    if (outcome === 'unauthorized' || outcome === 'outdated' || outcome === 'unknown-talk') {
      connection.close()
      wake.want(false)
      ended(outcome)
    }
  }

  const taps = createTaps(connection, () => model.deck.outline, {
    changed: (tap) => update({ tap }),
    ended(outcome) {
      tellOutcome(outcome, model.settings)
      closing(outcome)
    },
  })

  const actions: Actions = createActions(model, connection, taps, closing, applySettings, update)
  const context: SheetContext = {
    connection,
    press: actions.press,
    role: 'presenter',
    deck: () => model.deck,
    changed: redraw,
  }
  const drawPause = createPause(actions.press)
  const parts: Draw[] = [
    createStatus(redraw),
    createWishes(connection, redraw),
    createTabs(actions),
    createControls(actions),
    createBanners(actions),
    ({ panic }) => drawPause(panic),
    createClickerView(),
    createNotesView(actions, () => model.settings, { talk, role: 'presenter', room: connection }),
    createOverview(actions),
    createScrub(actions),
    createMore(actions, context),
    createWidePanels(context, redraw),
    createAsk(actions),
  ]

  function applySettings(): void {
    document.documentElement.dataset['theme'] = settings.scheme
    wake.want(settings.stayAwake)
    redraw()
  }

  function tellPlace(): void {
    if (!model.position) return
    const { slide, step, title } = place(model.deck.outline, model.position)
    const shown = model.screen.blanked || model.screen.join ? onScreen(model) : title
    announce('place', [slide, step, shown].filter(Boolean).join(', '))
  }

  const { store } = connection
  store.on('position', (position) => {
    const { position: before } = model
    update({ position })
    // A fresh start announces the position again.
    if (!before || !samePosition(before, position)) tellPlace()
  })
  store.on('driver', (driver) => update({ driver }))
  store.on('screen', (screen) => {
    const changed = screen.blanked !== model.screen.blanked || screen.join !== model.screen.join
    update({ screen })
    if (changed) tellPlace()
  })
  store.on('poll', ({ polls }) => {
    update({ polls: polls.map((poll) => ({ ...poll, counts: poll.result?.counts ?? [] })) })
  })
  store.on('clock', (clock) => update({ clock }))
  store.on('run', (run) => update({ run }))
  store.on('posts', (posts) => update({ posts }))
  store.on('panic', ({ on }) => update({ panic: on }))
  store.on('talk', (news) => {
    update({ over: news.over })
    if (news.version !== model.deck.version) void swapDeck(news.version)
  })
  connection.listen('devices', ({ devices }) => update({ devices }))
  connection.listen('saved', (saved) => update({ saved }))
  connection.listen('headcount', (headcount) => update({ headcount }))

  let wanted = deck.version
  /** The talk has new slides: requests the deck until the server returns the matching version. */
  async function swapDeck(version: string): Promise<void> {
    wanted = version
    const fresh = await loadDeck()
    if (wanted !== version) return
    if (fresh === 'unauthorized') return closing('unauthorized')
    if (fresh !== 'unavailable') update({ deck: fresh })
    // The server may not have a good deck yet; the slides of this talk come later.
    if (fresh === 'unavailable' || fresh.version !== version)
      return void setTimeout(() => wanted === version && void swapDeck(version), DECK_AGAIN_MS)
    showNote(words.phone.deckChanged)
  }

  connection.onHealth((health) => {
    // A speaker who locks the phone no longer means the waiting taps.
    if (document.visibilityState === 'hidden') taps.dropWaiting()
    update({ link: { ...health, word: linkWord(connection.link, health) } })
  })

  let toldLink = model.link.word
  parts.push(({ link }) => {
    if (link.word === toldLink) return
    toldLink = link.word
    announce('link', words.phone.link[link.word].replace('…', ''))
  })

  connection.onLink((link) => {
    if (link !== 'refused' || !connection.refused) return
    closing(connection.refused)
    if (
      connection.refused === 'rate-limited' ||
      connection.refused === 'unavailable' ||
      connection.refused === 'internal'
    ) {
      setTimeout(() => connection.link === 'refused' && connection.reconnect(), REFUSED_AGAIN_MS)
    }
  })

  onKeys({ next: actions.next, prev: actions.prev, black: actions.black })
  applySettings()
  document.title = fill(words.phone.remoteOf, { title: deck.title })
  byId('phone').hidden = false
}
