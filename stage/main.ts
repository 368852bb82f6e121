/** The stage: shows the talk, and drives it if its browser is paired. */
import 'reveal.js/reveal.css'
import '../client/theme/fonts.css'
import '../client/theme/tokens.css'
import '../client/theme/base.css'
import '../client/theme/slides.css'
import '../client/theme/reveal-parts.css'
import '../client/theme/tight.css'
import '../client/slides-frame.css'
import '../client/lightbox.css'
import './stage.css'
import { readBoot } from '../client/boot.ts'
import { connect } from '../client/connection/connection.ts'
import { newIntent } from '../client/connection/intents.ts'
import { positionTowards } from '../client/directions.ts'
import { tidyAddress } from '../client/address.ts'
import { byId } from '../client/element.ts'
import { followTalk } from '../client/follow.ts'
import { bringReactions } from '../client/reactions/bring.ts'
import type { Outcome } from '../client/move-queue.ts'
import { closeLightbox, listenForClicks } from '../client/slide-clicks.ts'
import { nextPosition } from '../protocol/features/position.ts'
import { START, type Position } from '../protocol/position.ts'
import { words } from '../client/words.ts'
import { createAutoSlide } from './auto-slide.ts'
import { createDriver } from './drive.ts'
import { showJoin } from './join.ts'
import { clickCommand, commandOf, type Command } from './keys.ts'
import { createNote } from './note.ts'
import { showSpotlight } from './spotlight.ts'

const IDLE_MS = 2000

const boot = readBoot()
let { settings } = boot
const unpaired = location.hash.includes('key=') ? await pairStage() : ''
tidyAddress()
const connection = connect(boot.talk, 'stage')
const { createSlideDeck } = await import('../client/slide-deck.ts')

const root = document.querySelector<HTMLElement>('.reveal')
const show = document.querySelector('.show')
if (!root || !show) throw new Error('This page has no slides.')
const cover = byId('cover')
const note = createNote(connection, byId('note'))
if (unpaired !== '') note.briefly(unpaired)
showJoin(connection, note, boot.joinUrl)
showSpotlight({ talk: boot.talk, role: 'stage', room: connection })
connection.store.on('screen', (screen) => {
  cover.hidden = !screen.blanked
})

const sameDeck = (connection.store.view.talk?.version ?? boot.version) === boot.version
const start = (sameDeck ? connection.store.view.position : boot.position) ?? boot.position ?? START
const deck = await createSlideDeck(root, boot.settings, { start, text: 1, stage: true })
/** The elements are loaded only if the deck has some. */
async function bringDemos(): Promise<void> {
  if (!root?.querySelector(':not(:defined)')) return
  const { bringToLife } = await import('../demos/live.ts')
  bringToLife(root, { talk: boot.talk, role: 'stage', room: connection })
}
void bringDemos()
followTalk(connection, boot.version, {
  move(live) {
    closeLightbox()
    deck.show(live)
  },
  swap(html, newSettings, live) {
    settings = newSettings
    deck.swap(html, settings, () => live)
    void bringDemos()
    void bringReactions(connection, settings, show)
    auto.recount()
  },
})

/** Exchanges the one-time key in the address. Resolves to why it could not, in words; empty if it could. */
async function pairStage(): Promise<string> {
  const { pair, takeKey } = await import('../client/pairing.ts')
  const { name } = await pair(takeKey())
  if (name === 'gone') return words.stage.codeUsed
  if (name === 'offline') return words.stage.noServer
  return name === 'paired' ? '' : words.stage.wrongCode
}

let toldUnpaired = false
function tell(outcome: Outcome): void {
  if (outcome === 'forbidden' || outcome === 'unauthorized') {
    if (!toldUnpaired) note.briefly(words.stage.notPaired)
    toldUnpaired = true
  } else if (outcome === 'talk-over') note.briefly(words.stage.over)
  else if (outcome === 'unavailable') note.briefly(words.stage.notMoved)
}
const driver = createDriver(connection, () => [...deck.outline], tell)

function obey(command: Command): void {
  if (command !== 'full-screen') driver.press(command)
  else if (document.fullscreenElement) void document.exitFullscreen()
  else void document.documentElement.requestFullscreen()
}

document.addEventListener('keydown', (event) => {
  if (event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]'))
    return
  const command = commandOf(event, settings.rtl)
  if (event.key === 'a' && !event.ctrlKey && !event.metaKey && !event.altKey) return auto.toggle()
  if (!command) return
  event.preventDefault()
  obey(command)
})

const at = (): Position => connection.store.view.position ?? deck.position
listenForClicks(
  root,
  {
    link(hash) {
      const to = deck.find(hash)
      const slide = to && deck.outline[to.index]
      if (slide) driver.press({ h: slide.h, v: slide.v, f: to.f ?? -1 })
    },
    navigate(way) {
      if (way === 'next' || way === 'prev') return driver.press(way)
      const to = positionTowards(way, deck.outline, at(), settings.rtl)
      if (to) driver.press(to)
    },
    fullScreen: () => obey('full-screen'),
    plain: ({ clientX }) =>
      obey(clickCommand(settings.rtl ? 1 - clientX / innerWidth : clientX / innerWidth)),
  },
  true,
)

const auto = createAutoSlide({
  store: connection.store,
  settings: () => settings,
  slide: () => deck.currentSlide,
  next: (from) => nextPosition([...deck.outline], from),
  go(from) {
    if (connection.link === 'live') void connection.send(newIntent({ type: 'position/next', from }))
  },
  tell(running) {
    note.briefly(running ? words.stage.autoOn : words.stage.autoOff)
  },
})

let idle: ReturnType<typeof setTimeout> | undefined
function stir(): void {
  document.body.classList.remove('idle')
  clearTimeout(idle)
  idle = setTimeout(() => document.body.classList.add('idle'), IDLE_MS)
}
document.addEventListener('pointermove', stir)
document.addEventListener('pointerdown', stir)
stir()
void bringReactions(connection, settings, show)
// For style sheets and tests: the page controls its slides and is connected to the talk.
document.documentElement.dataset['ready'] = 'true'
connection.onLink((link) => {
  document.documentElement.dataset['link'] = link
})
