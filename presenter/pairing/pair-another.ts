/** The sheet that pairs another browser in a role, with a code that works once, for two minutes, and does not contain the key. */
import { readBoot } from '../../client/boot.ts'
import { plural, words } from '../../client/words.ts'
import type { DeviceRole } from '../../protocol/device.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'

interface Offer {
  url: string
  /** The QR code of `url` as SVG. */
  svg: string
  forMs: number
}

/** What the sheet says about a role. */
function wordsFor(role: DeviceRole): { title: string; how: string; code: string } {
  const { pairing, devices } = words.phone
  switch (role) {
    case 'presenter':
      return { title: devices.pairPresenter, how: pairing.scanPresenter, code: pairing.codePresenter }
    case 'moderator':
      return { title: devices.pairModerator, how: pairing.scanModerator, code: pairing.codeModerator }
    case 'stage':
      return { title: devices.pairStage, how: pairing.scanStage, code: pairing.codeStage }
  }
}

/** Opens the sheet with a new code each time. */
export function createPairAnother(): (role: DeviceRole) => void {
  const { pairing } = words.phone
  let role: DeviceRole = 'presenter'
  const code = el('img', { class: 'pair-code', width: '240', height: '240', alt: '' })
  const answer = el('p', { role: 'status' })
  const link = el('input', {
    type: 'text',
    readonly: '',
    class: 'pair-link',
    'aria-label': pairing.linkInCode,
  })
  const copy = el('button', { type: 'button', class: 'button' }, pairing.copy)
  const fresh = el('button', { type: 'button', class: 'button primary' }, pairing.newCode)
  const heading = el('h2')
  const sheet = createSheet(pairing.another, () => sheet.close())
  sheet.body.append(sheetHead(sheet, heading), code, answer, link, copy, fresh)
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
    setText(answer, text)
  }

  async function ask(): Promise<void> {
    show('', null)
    fresh.hidden = true
    const asked = role
    const offer = await askOffer(asked)
    if (asked !== role || !sheet.dialog.open) return
    if (offer === null) return show(pairing.noCode, null)
    const minutes = Math.round(offer.forMs / 60_000)
    show(`${wordsFor(role).how} ${plural(pairing.once, minutes)}`, offer)
    ended = setTimeout(show, offer.forMs, pairing.expired, null)
  }

  fresh.addEventListener('click', () => void ask())
  link.addEventListener('focus', () => link.select())
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(link.value).then(
      () => setText(answer, pairing.copied),
      () => link.focus(),
    )
  })
  sheet.dialog.addEventListener('close', () => show('', null))
  return (wanted) => {
    role = wanted
    const { title, code: alt } = wordsFor(role)
    setText(heading, title)
    code.alt = alt
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
