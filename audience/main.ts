/** The audience's page: follows the talk, lets a person look back, and says when the connection is lost. */
import 'reveal.js/reveal.css'
import '../client/theme/fonts.css'
import '../client/theme/tokens.css'
import '../client/theme/base.css'
import '../client/theme/slides.css'
import '../client/theme/reveal-parts.css'
import '../client/theme/tight.css'
import '../client/slides-frame.css'
import '../client/lightbox.css'
import './audience.css'
import { createAnnouncer } from '../client/announce.ts'
import { readBoot } from '../client/boot.ts'
import { connect } from '../client/connection/connection.ts'
import { listenForMoves, type Move } from '../client/controls.ts'
import { tidyAddress } from '../client/address.ts'
import { positionTowards } from '../client/directions.ts'
import { byId } from '../client/element.ts'
import { followTalk } from '../client/follow.ts'
import { bringReactions } from '../client/reactions/bring.ts'
import { readLook } from '../client/look.ts'
import {
  closeLightbox,
  listenForClicks,
  listenForPreviewKeys,
  makePreviewsReachable,
} from '../client/slide-clicks.ts'
import { slideIndex, START } from '../protocol/position.ts'
import * as browsing from './browse.ts'
import { setUpLook } from './look-menu.ts'
import { showLink } from './notice.ts'
import { setUpRoomBar } from './room-bar/room-bar.ts'
import { fill, loadWords, plural, words } from '../client/words.ts'

const boot = readBoot()
let { settings } = boot
tidyAddress()
// The connection and the code that shows slides load in parallel.
const connection = connect(boot.talk, 'audience')
const { createSlideDeck } = await import('../client/slide-deck.ts')

const root = document.querySelector<HTMLElement>('.reveal')
const show = document.querySelector('.show')
if (!root || !show) throw new Error('This page has no slides.')
const parts = {
  back: byId<HTMLButtonElement>('back'),
  forward: byId<HTMLButtonElement>('forward'),
  live: byId<HTMLButtonElement>('live'),
  place: byId('place'),
  cover: byId('cover'),
  end: byId('end'),
}
const announcer = createAnnouncer(byId('announcer'))
showLink(connection, byId('link'))

const sameDeck = (connection.store.view.talk?.version ?? boot.version) === boot.version
const start = (sameDeck ? connection.store.view.position : boot.position) ?? boot.position ?? START
const deck = await createSlideDeck(root, boot.settings, { start, text: readLook().text })
/** The elements are loaded only if the deck has some. */
async function bringDemos(): Promise<void> {
  if (!root?.querySelector(':not(:defined)')) return
  const { bringToLife } = await import('../demos/live.ts')
  bringToLife(root, { talk: boot.talk, role: 'audience', room: connection })
}
let state = browsing.startBrowse(deck.outline, boot.settings.browseAhead, start)
let endSeen = false
setUpLook(byId<HTMLDetailsElement>('look'), boot.theme, (text) => deck.setText(text))

setUpRoomBar(byId('room'), { talk: boot.talk, connection, settings: () => settings })

const own = {
  talk: boot.talk,
  title: boot.title,
  connection,
  deck,
  settings: () => settings,
  last: () => browsing.lastAllowed(state),
}
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-own]')) {
  const label = button.textContent
  button.addEventListener('click', () => {
    button.textContent = label
    Promise.all([import('./take-away/panel.ts'), loadWords('elements')]).then(
      ([{ openPanel }]) => openPanel(button, own),
      () => (button.textContent = words.shell.needsConnection),
    )
  })
}

/** Updates the screen from the state; `quiet` without an announcement. */
function render(quiet = false): void {
  const before = deck.position
  const beforeSlide = deck.currentSlide
  const at = browsing.shown(state)
  deck.show(at)
  if (!quiet) announce(before.f, beforeSlide)

  const number = slideIndex([...deck.outline], at) + 1
  const count = deck.outline.length
  const missed = browsing.missed(state)
  const following = state.at === null
  parts.place.textContent = `${number} / ${count}`
  // A disabled button would lose the focus of a person who has just pressed it.
  parts.back.ariaDisabled = String(number <= 1)
  parts.forward.ariaDisabled = String(number - 1 >= browsing.lastAllowed(state))
  parts.live.dataset['following'] = String(following)
  const { shell } = words
  parts.live.querySelector('span')!.textContent =
    missed > 0 ? fill(shell.newSlides, { n: missed }) : shell.live
  const back = missed > 0 ? plural(shell.backFrom, missed) : shell.back
  parts.live.ariaLabel = following ? shell.following : back
  renderCover()
}

function announce(beforeStep: number, beforeSlide: HTMLElement): void {
  const slide = deck.currentSlide
  const { f } = deck.position
  if (slide !== beforeSlide) {
    closeLightbox()
    const i = slideIndex([...deck.outline], deck.position)
    announcer.slide(deck.outline[i]?.title ?? '', i + 1, deck.outline.length)
  } else if (f > beforeStep) announcer.step(slide.querySelectorAll('.current-fragment'))
}

function renderCover(): void {
  const { screen, talk } = connection.store.view
  const black = state.at === null && screen?.blanked === true
  if (black && parts.cover.hidden) announcer.say(words.shell.black)
  parts.cover.hidden = !black
  parts.end.hidden = !talk?.over || endSeen
}

function move(to: Move): void {
  const next =
    to === 'back'
      ? browsing.back(state)
      : to === 'forward'
        ? browsing.forward(state)
        : to === 'first'
          ? browsing.look(state, 0)
          : browsing.follow(state)
  if (next === state || (to === 'live' && state.at === null)) return
  state = next
  render()
}

listenForMoves(root, { back: parts.back, forward: parts.forward, live: parts.live }, move, () => settings.rtl)
/** Shows another slide to this person, as far as the deck allows it. */
function visit(index: number, step?: number): void {
  const next = browsing.look(state, index, step)
  if (next === state) return
  state = next
  render()
}

listenForClicks(
  root,
  {
    link(hash) {
      const to = deck.find(hash)
      if (to) visit(to.index, to.f)
    },
    navigate(way) {
      if (way === 'next' || way === 'prev') return move(way === 'next' ? 'forward' : 'back')
      const to = positionTowards(way, deck.outline, browsing.shown(state), settings.rtl)
      if (to) visit(slideIndex([...deck.outline], to), to.f)
    },
    fullScreen: () => void document.documentElement.requestFullscreen?.(),
  },
  false,
)
listenForPreviewKeys(root)
makePreviewsReachable(root)
byId('look-back').addEventListener('click', () => {
  endSeen = true
  renderCover()
  parts.back.focus()
})

followTalk(connection, boot.version, {
  move(live) {
    state = browsing.moveLive(state, live)
    render()
  },
  swap(html, newSettings, live) {
    settings = newSettings
    document.documentElement.toggleAttribute('data-silent', !settings.participation)
    deck.swap(html, settings, (outline) => {
      state = browsing.replaceSlides({ ...state, live }, outline, settings.browseAhead)
      return browsing.shown(state)
    })
    render(true)
    makePreviewsReachable(root)
    void bringDemos()
    void bringReactions(connection, settings, show)
  },
})
connection.store.on('screen', renderCover)
connection.store.on('talk', (talk) => {
  if (!talk.over) endSeen = false
  renderCover()
})
render(true)
// For style sheets and tests: the page controls its slides and is connected to the talk.
document.documentElement.dataset['ready'] = 'true'
connection.onLink((link) => {
  document.documentElement.dataset['link'] = link
})
// Last, because requests for more code would delay the moment from which the page follows the talk.
setTimeout(() => {
  void bringDemos()
  void bringReactions(connection, settings, show)
})
