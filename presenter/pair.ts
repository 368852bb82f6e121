/** The page `/pair`: exchanges the key in the address, then lists the talks. */
import { byId } from './dom/dom.ts'
import { pair, takeKey } from '../client/pairing.ts'
import { words } from '../client/words.ts'
import { showPairing } from './pairing/pairing-view.ts'

async function start(key: string): Promise<void> {
  if (key === '') return showPairing(showTalks)
  const result = await pair(key)
  if (result.name === 'paired') showTalks()
  else showPairing(showTalks, result)
}

/** The server lists the audience's addresses, but a presenter needs the remote of each talk. */
function showTalks(): void {
  const talks = byId('talks')
  for (const link of talks.querySelectorAll<HTMLAnchorElement>('.talks a[href$="/"]')) {
    link.href += 'presenter'
  }
  document.title = words.phone.whichTalk
  talks.hidden = false
}

const key = takeKey()
addEventListener('hashchange', () => location.reload())
await start(key)
