/** The Check sheet: whether everything is ready for the talk, as seen by the server and by this phone. */
import { readBoot } from '../../client/boot.ts'
import { fill, plural, words } from '../../client/words.ts'
import type { CheckFacts, CheckRow } from '../../protocol/check.ts'
import { checkRows } from '../../protocol/check-rows.ts'
import { el, setText } from '../dom/dom.ts'
import { createSheet, sheetHead } from '../dom/sheet.ts'
import type { Model } from '../model/model.ts'
import { addressRow, checkVerdict, clockRow, wakeRow, type Reach } from './check-words.ts'
import type { SheetContext } from './feature-sheets.ts'

const EVERY_MS = 2000
const ANSWERS_WITHIN_MS = 5000

export interface CheckSheet {
  open(): void
  draw(model: Pick<Model, 'wake' | 'link'>): void
}

export function createCheckSheet({ connection, changed }: SheetContext): CheckSheet {
  const sheet = createSheet(words.phone.more.check, () => sheet.close())
  const verdict = el('p', { class: 'server-verdict', role: 'status' }, words.phone.check.asking)
  const list = el('ul', { class: 'checks', 'aria-label': words.phone.check.list })
  sheet.body.append(sheetHead(sheet, words.phone.more.check), verdict, list)

  let address = readBoot().joinUrl
  let reach: Reach = 'asking'
  /** Null without an answer. */
  let server: CheckFacts | null | undefined
  let next: ReturnType<typeof setTimeout> | undefined
  let unlisten: (() => void) | undefined

  async function look(): Promise<void> {
    ;[server, reach] = await Promise.all([askServer(), askAddress(address)])
    changed()
    if (sheet.dialog.open) next = setTimeout(() => void look(), EVERY_MS)
  }

  sheet.dialog.addEventListener('close', () => {
    clearTimeout(next)
    unlisten?.()
    unlisten = undefined
  })
  return {
    open() {
      sheet.open()
      sheet.dialog.scrollTop = 0
      clearTimeout(next)
      unlisten ??= connection.listen('address', ({ url }) => {
        if (url !== address) reach = 'asking'
        address = url
        changed()
      })
      void look()
    },
    draw({ wake, link }) {
      if (!sheet.dialog.open || server === undefined) return
      const own = [addressRow(reach, address), wakeRow(wake), clockRow(link.offsetMs)]
      if (server === null) {
        verdict.className = 'server-verdict bad'
        setText(verdict, words.phone.server.silent)
        return
      }
      const rows = [...checkRows(server, { words, fill, plural }), ...own]
      const { good, words: said } = checkVerdict(rows)
      verdict.className = `server-verdict ${good ? 'good' : 'bad'}`
      setText(verdict, said)
      const key = JSON.stringify(rows)
      if (list.dataset['key'] === key) return
      list.dataset['key'] = key
      list.replaceChildren(...rows.toSorted((a, b) => Number(a.good) - Number(b.good)).map(line))
    },
  }
}

function line({ name, good, words: said, advice }: CheckRow): HTMLElement {
  const { check } = words.phone
  const mark = el('span', { class: 'check-mark', 'aria-hidden': 'true' }, good ? '✓' : '!')
  const heading = el(
    'strong',
    { dir: 'auto' },
    name,
    el('span', { class: 'visually-hidden' }, `: ${good ? check.good : check.notReady}.`),
  )
  const text = el('div', {}, heading, el('p', { dir: 'auto' }, said))
  if (advice !== '') text.append(el('p', { class: 'check-advice', dir: 'auto' }, advice))
  return el('li', { class: good ? 'good' : 'bad' }, mark, text)
}

/** Null without a usable answer. */
async function askServer(): Promise<CheckFacts | null> {
  try {
    const response = await fetch('presenter/check.json', {
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    })
    return response.ok ? ((await response.json()) as CheckFacts) : null
  } catch {
    return null
  }
}

/** Asks from here. The answer of another origin cannot be read, but that it came is enough. */
async function askAddress(url: string): Promise<Reach> {
  const { origin, protocol } = new URL(url)
  const isOwn = origin === location.origin
  if (!isOwn && location.protocol === 'https:' && protocol === 'http:') return 'not-allowed'
  // The policy of this page names the address that it was loaded with.
  if (!isOwn && origin !== new URL(readBoot().joinUrl).origin) return 'other-address'
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
    await fetch(`${origin}/healthz`, { mode: isOwn ? 'same-origin' : 'no-cors', cache: 'no-store', signal })
    return 'yes'
  } catch {
    return 'no'
  }
}
