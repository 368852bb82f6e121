/** The red line while the server cannot store what it shows; it goes by itself when it can again. */
import { announce } from '../dom/announce.ts'
import { byId } from '../dom/dom.ts'
import type { Draw } from '../model/model.ts'

export function createUnsaved(): Draw {
  const banner = byId('unsaved')
  return ({ saved }) => {
    if (banner.hidden === saved) return
    banner.hidden = saved
    announce('saved', saved ? 'Saved again' : banner.textContent.trim())
  }
}
