/** The clicker layout: only the keys, and one line that says what is on the screen. */
import { words } from '../../client/words.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Draw, Model } from '../model/model.ts'
import { place } from '../model/words.ts'

export function createClickerView(): Draw {
  return (model) => {
    setText(byId('on-screen'), onScreen(model))
    setText(
      byId('on-screen-caption'),
      model.link.word === 'live' ? words.phone.onScreen : words.phone.lastKnown,
    )
  }
}

/** What covers the slides comes first, because it is what the room sees. */
export function onScreen({ screen, position, deck }: Pick<Model, 'screen' | 'position' | 'deck'>): string {
  if (screen.blanked) return words.phone.black
  if (screen.join) return words.phone.joinCode
  return position ? place(deck.outline, position).title : '…'
}
