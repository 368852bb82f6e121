/** The moderator's page: pairs with the key in the address, then shows the chat and the panels. */
import '../demos/demo.css'
import { readBoot } from '../client/boot.ts'
import { connect } from '../client/connection/connection.ts'
import { pair, takeKey, type PairResult } from '../client/pairing.ts'
import { fill, words } from '../client/words.ts'
import { bringToLife } from '../demos/live.ts'
import { byId, el, setText } from './dom/dom.ts'
import { showNote } from './dom/note.ts'
import type { LoadedDeck } from './model/deck.ts'
import type { Model } from './model/model.ts'
import { linkWord, outcomeWords, place } from './model/words.ts'
import { showPairing } from './pairing/pairing-view.ts'
import { createPanels } from './panels.ts'
import { createPress } from './press.ts'
import { createPause } from './views/pause.ts'

type ModeratorDeck = Pick<LoadedDeck, 'version' | 'title' | 'outline' | 'device' | 'flagged'>

async function loadDeck(): Promise<ModeratorDeck | 'unauthorized' | 'unavailable'> {
  try {
    const response = await fetch('moderator/deck.json', {
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    })
    if (response.status === 401) return 'unauthorized'
    return response.ok ? ((await response.json()) as ModeratorDeck) : 'unavailable'
  } catch {
    return 'unavailable'
  }
}

async function start(pairedBy?: PairResult): Promise<void> {
  const deck = await loadDeck()
  if (deck === 'unauthorized') return showPairing(() => void start(), pairedBy)
  if (deck !== 'unavailable') return startDesk(deck)
  const again = el('button', { type: 'button', class: 'button primary' }, words.phone.tryAgain)
  again.addEventListener('click', () => location.reload())
  document.body.prepend(el('main', { class: 'pairing' }, el('h1', {}, words.phone.serverSilent), again))
}

function startDesk(first: ModeratorDeck): void {
  const { talk } = readBoot()
  const connection = connect(talk, 'moderator')
  let deck = first
  const chat = document.createElement('live-chat')
  chat.setAttribute('flagged', deck.flagged.join('\n'))
  const model: Pick<Model, 'position' | 'link'> = {
    position: undefined,
    link: { word: 'connecting', checked: false, lost: false, roundTripMs: null, offsetMs: undefined },
  }
  let isPaused = false
  let frame = 0
  const redraw = (): void => {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      draw()
    })
  }
  const press = createPress(connection, {
    accepted() {},
    refused: (code) => showNote(outcomeWords(code)),
  })
  const drawPause = createPause(press)
  const drawPanels = createPanels(byId('panels'), {
    connection,
    press,
    role: 'moderator',
    deck: () => deck,
    changed: redraw,
  })

  function draw(): void {
    setText(byId('desk-title'), deck.title)
    if (model.position) {
      const { slide, title } = place(deck.outline, model.position)
      setText(byId('desk-place'), `${slide}: ${title}`)
    }
    setText(byId('link'), words.phone.link[model.link.word])
    byId('link').classList.toggle('lost', model.link.word !== 'live' && model.link.word !== 'connecting')
    byId('paused').hidden = !isPaused
    drawPause(isPaused)
    drawPanels(model)
  }

  connection.store.on('position', (position) => {
    model.position = position
    redraw()
  })
  connection.store.on('panic', ({ on }) => {
    isPaused = on
    redraw()
  })
  connection.store.on('talk', ({ version }) => {
    if (version === deck.version) return
    void loadDeck().then((fresh) => {
      if (typeof fresh !== 'string') deck = fresh
      chat.setAttribute('flagged', deck.flagged.join('\n'))
      redraw()
    })
  })
  connection.onHealth((health) => {
    model.link = { ...health, word: linkWord(connection.link, health) }
    redraw()
  })
  connection.onLink((link) => {
    if (link !== 'refused') return
    // The pairing has ended, or the page is older than the server.
    connection.close()
    location.reload()
  })

  document.title = fill(words.phone.moderationOf, { title: deck.title })
  byId('desk').hidden = false
  const desk = byId('desk-chat')
  desk.append(chat)
  bringToLife(desk, { talk, role: 'moderator', room: connection })
  draw()
}

const key = takeKey()
addEventListener('hashchange', () => location.reload())
await start(key === '' ? undefined : await pair(key))
