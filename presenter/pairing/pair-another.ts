/** The sheet that pairs a second phone, with a code that works once, for two minutes, and does not contain the key. */
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'

interface Offer {
  url: string
  /** The QR code of `url` as SVG. */
  svg: string
  forMs: number
}

/** Opens the sheet with a new code each time. */
export function createPairAnother(): () => void {
  const code = el('img', { class: 'pair-code', width: '240', height: '240', alt: 'Code for the other phone' })
  const words = el('p', { role: 'status' })
  const fresh = el('button', { type: 'button', class: 'button primary' }, 'New code')
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  const sheet = createSheet('Pair another phone', () => sheet.close())
  sheet.body.append(
    el('div', { class: 'sheet-head' }, el('h2', {}, 'Pair another phone'), close),
    code,
    words,
    fresh,
  )
  let ended: ReturnType<typeof setTimeout> | undefined

  function show(text: string, offer: Offer | null): void {
    clearTimeout(ended)
    code.hidden = offer === null
    fresh.hidden = offer !== null
    // An image runs no script, whatever the SVG contains.
    if (offer) code.src = `data:image/svg+xml,${encodeURIComponent(offer.svg)}`
    else code.removeAttribute('src')
    setText(words, text)
  }

  async function ask(): Promise<void> {
    show('', null)
    fresh.hidden = true
    const offer = await askOffer()
    if (offer === null) return show('The server did not return a code. Try again.', null)
    const minutes = Math.round(offer.forMs / 60_000)
    show(`Scan it with the other phone. It works once, within ${minutes} minutes.`, offer)
    ended = setTimeout(show, offer.forMs, 'This code has expired.', null)
  }

  fresh.addEventListener('click', () => void ask())
  close.addEventListener('click', () => sheet.close())
  sheet.dialog.addEventListener('close', () => show('', null))
  return () => {
    sheet.open()
    void ask()
  }
}

async function askOffer(): Promise<Offer | null> {
  try {
    const response = await fetch('/pair/once', { method: 'POST', signal: AbortSignal.timeout(8000) })
    return response.ok ? ((await response.json()) as Offer) : null
  } catch {
    return null
  }
}
