/** The red line while the server cannot store what it shows; it goes by itself when it can again. */
import { announce } from './announce.ts'
import { byId } from './dom.ts'
import type { Draw } from './model.ts'

export function createUnsaved(): Draw {
  const banner = byId('unsaved')
  return ({ saved }) => {
    if (banner.hidden === saved) return
    banner.hidden = saved
    announce('saved', saved ? 'Saved again' : banner.textContent.trim())
  }
}
