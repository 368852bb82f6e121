/** Starts the phone: removes the key from the address, pairs, loads the deck, then starts the remote. */
import { readBoot } from '../client/boot.ts'
import type { RefusalCode } from '../protocol/refusal.ts'
import { announce } from './dom/announce.ts'
import { byId, el } from './dom/dom.ts'
import { loadDeck } from './model/deck.ts'
import { pair, takeKey, type PairResult } from '../client/pairing.ts'
import { words } from '../client/words.ts'
import { showPairing } from './pairing/pairing-view.ts'
import { startRemote } from './remote.ts'

const RELOADED = 'lectern.reloaded'
/** A page that is still outdated after one reload must not reload for ever. */
const RELOAD_EVERY_MS = 60_000

/** `pairedBy` is the result of pairing with the key in the address; a wrong key does not undo an earlier pairing. */
async function start(pairedBy?: PairResult): Promise<void> {
  const deck = await loadDeck()
  if (deck === 'unauthorized') return showPairing(restart, pairedBy)
  if (deck === 'unavailable') return showTrouble(words.phone.serverSilent, words.phone.sameWifi)
  startRemote(readBoot().talk, deck, end)
}

const restart = (): void => void start()

function end(why: RefusalCode): void {
  byId('phone').hidden = true
  for (const open of document.querySelectorAll<HTMLDialogElement>('dialog[open]')) open.close()
  if (why === 'unauthorized') return showPairing(() => location.reload())
  if (why === 'outdated' && Date.now() - Number(sessionStorage.getItem(RELOADED)) > RELOAD_EVERY_MS) {
    sessionStorage.setItem(RELOADED, String(Date.now()))
    return location.reload()
  }
  if (why === 'unknown-talk') return showTrouble(words.phone.talkGone, words.phone.otherTalks)
  showTrouble(words.phone.doesNotFit, words.phone.scanAgain)
}

/** A whole page for a remote that cannot start: what is wrong, and a button to try again. */
function showTrouble(title: string, text: string): void {
  const again = el('button', { type: 'button', class: 'button primary' }, words.phone.tryAgain)
  again.addEventListener('click', () => location.reload())
  document.body.prepend(
    el(
      'main',
      { class: 'pairing' },
      el('p', { class: 'brand' }, 'Lectern'),
      el('h1', {}, title),
      el('p', { class: 'lead' }, text),
      again,
    ),
  )
  announce('trouble', `${title}. ${text}`)
}

const key = takeKey()
// Scanning a code while this page is open changes only the fragment.
addEventListener('hashchange', () => location.reload())
if (key === '') await start()
else await start(await pair(key))
