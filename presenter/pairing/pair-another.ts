/** The sheet that pairs another browser in a role, with a code that works once, for two minutes, and does not contain the key. */
import { readBoot } from '../../client/boot.ts'
import type { DeviceRole } from '../../protocol/device.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet } from '../dom/sheet.ts'

interface Offer {
  url: string
  /** The QR code of `url` as SVG. */
  svg: string
  forMs: number
}

const WORDS: Record<DeviceRole, { title: string; how: string }> = {
  presenter: { title: 'Pair another phone', how: 'Scan it with the other phone' },
  moderator: {
    title: 'Pair a moderator',
    how: 'Scan it with the moderator’s device, or send the link below',
  },
  stage: { title: 'Pair a stage', how: 'Scan it with the stage’s device, or open the link below there' },
}

/** Opens the sheet with a new code each time. */
export function createPairAnother(): (role: DeviceRole) => void {
  let role: DeviceRole = 'presenter'
  const code = el('img', { class: 'pair-code', width: '240', height: '240', alt: '' })
  const words = el('p', { role: 'status' })
  const link = el('input', {
    type: 'text',
    readonly: '',
    class: 'pair-link',
    'aria-label': 'The link in the code',
  })
  const copy = el('button', { type: 'button', class: 'button' }, 'Copy the link')
  const fresh = el('button', { type: 'button', class: 'button primary' }, 'New code')
  const close = el('button', { type: 'button', class: 'button' }, 'Close')
  const heading = el('h2')
  const sheet = createSheet('Pair another device', () => sheet.close())
  sheet.body.append(el('div', { class: 'sheet-head' }, heading, close), code, words, link, copy, fresh)
  let ended: ReturnType<typeof setTimeout> | undefined

  function show(text: string, offer: Offer | null): void {
    clearTimeout(ended)
    code.hidden = offer === null
    fresh.hidden = offer !== null
    link.hidden = offer === null || role === 'presenter'
    // A page without HTTPS may not write to the clipboard.
    copy.hidden = link.hidden || !navigator.clipboard
    link.value = offer?.url ?? ''
    // An image runs no script, whatever the SVG contains.
    if (offer) code.src = `data:image/svg+xml,${encodeURIComponent(offer.svg)}`
    else code.removeAttribute('src')
    setText(words, text)
  }

  async function ask(): Promise<void> {
    show('', null)
    fresh.hidden = true
    const asked = role
    const offer = await askOffer(asked)
    if (asked !== role || !sheet.dialog.open) return
    if (offer === null) return show('The server did not return a code. Try again.', null)
    const minutes = Math.round(offer.forMs / 60_000)
    show(`${WORDS[role].how}. It works once, within ${minutes} minutes.`, offer)
    ended = setTimeout(show, offer.forMs, 'This code has expired.', null)
  }

  fresh.addEventListener('click', () => void ask())
  link.addEventListener('focus', () => link.select())
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(link.value).then(
      () => setText(words, 'The link was copied. It works once.'),
      () => link.focus(),
    )
  })
  close.addEventListener('click', () => sheet.close())
  sheet.dialog.addEventListener('close', () => show('', null))
  return (wanted) => {
    role = wanted
    setText(heading, WORDS[role].title)
    code.alt = role === 'presenter' ? 'Code for the other phone' : `Code for a ${role}`
    sheet.open()
    void ask()
  }
}

async function askOffer(role: DeviceRole): Promise<Offer | null> {
  try {
    const response = await fetch('/pair/once', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ talk: readBoot().talk, role }),
      signal: AbortSignal.timeout(8000),
    })
    return response.ok ? ((await response.json()) as Offer) : null
  } catch {
    return null
  }
}
