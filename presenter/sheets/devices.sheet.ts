/** The Devices sheet: codes that pair other browsers, and the paired ones, each with its name and a way to end its pairing. */
import { fill, words } from '../../client/words.ts'
import type { DeviceView } from '../../protocol/device.ts'
import { button, stateOf } from '../dom/big-switch.ts'
import { el, setText } from '../dom/dom.ts'
import { showNote } from '../dom/note.ts'
import { confirmSheet, createSheet, sheetHead } from '../dom/sheet.ts'
import { deviceName, devicesWords, deviceState } from '../model/device-words.ts'
import { createPairAnother } from '../pairing/pair-another.ts'
import { askName } from './device-name.ts'
import { createRows } from './rows.ts'
import type { FeatureSheet, OpenSheet, SheetContext } from './feature-sheets.ts'

export default {
  word: words.phone.devices.title,
  order: 9,
  create: createDevicesSheet,
} satisfies FeatureSheet

const { devices: known } = words.phone
const CODES = [
  ['presenter', known.pairPresenter, known.pairPresenterMeans],
  ['moderator', known.pairModerator, known.pairModeratorMeans],
  ['stage', known.pairStage, known.pairStageMeans],
] as const

function createDevicesSheet({ connection, deck, changed, role }: SheetContext): OpenSheet {
  let devices: DeviceView[] = []
  let driver: string | null = null
  connection.listen('devices', (news) => {
    devices = news.devices
    changed()
  })
  // Only presenters are told who drives.
  connection.store.on('driver', ({ label }) => {
    driver = label
    changed()
  })
  const sheet = createSheet(known.title, () => sheet.close())
  const mayChange = role === 'presenter'
  const showCode = mayChange ? createPairAnother() : null
  const codes = CODES.map(([kind, word, means]) => {
    const opener = button(word, () => {
      sheet.close()
      showCode?.(kind)
    })
    setText(stateOf(opener), means)
    return opener
  })
  const count = el('p', { class: 'soft', role: 'status' })
  const rows = createRows(known.list, rowOf)
  sheet.body.append(
    sheetHead(sheet, known.title),
    ...(mayChange ? [el('div', { class: 'big-switches' }, ...codes)] : []),
    count,
    rows.element,
  )

  /** The sheet closes meanwhile, because only one sheet is open at a time. */
  async function change(query: Parameters<typeof connection.query>[0], failed: string): Promise<void> {
    if ((await connection.query(query)) === null) showNote(failed)
    open()
  }

  async function rename(device: DeviceView): Promise<void> {
    sheet.close()
    const name = await askName(deviceName(device))
    if (name === null) return open()
    await change({ query: 'device/rename', device: device.label, name }, known.notRenamed)
  }

  async function revoke(device: DeviceView): Promise<void> {
    sheet.close()
    const own = device.label === deck().device
    const text = own ? known.revokeOwn : known.revokeOther
    if (!(await confirmSheet(fill(known.revokeTitle, { name: deviceName(device) }), text, known.revokeYes)))
      return open()
    await change({ query: 'device/revoke', device: device.label }, known.notRevoked)
  }

  function rowOf(device: DeviceView): { element: HTMLElement; draw(device: DeviceView): void } {
    const name = el('bdi')
    const about = el('p', { class: 'soft' })
    let now = device
    const named = (
      word: string,
      act: (device: DeviceView) => Promise<void>,
      danger = false,
    ): HTMLButtonElement => {
      const made = el('button', { type: 'button', class: danger ? 'button ends' : 'button' }, word)
      const whose = el('span', { class: 'visually-hidden' })
      made.append(whose)
      made.addEventListener('click', () => void act(now))
      draws.push(() => setText(whose, ` ${deviceName(now)}`))
      return made
    }
    const draws: (() => void)[] = []
    const answers = el(
      'div',
      { class: 'row-answers' },
      named(known.rename, rename),
      named(known.revoke, revoke, true),
    )
    answers.hidden = !mayChange
    return {
      element: el('li', {}, el('p', { class: 'row-name' }, name), about, answers),
      draw(fresh) {
        now = fresh
        setText(name, deviceName(fresh))
        setText(about, deviceState(fresh, deck().device, driver))
        for (const draw of draws) draw()
      },
    }
  }

  function open(): void {
    sheet.open()
    sheet.dialog.scrollTop = 0
    changed()
  }

  return {
    state: () => devicesWords(devices),
    open,
    draw() {
      if (!sheet.dialog.open) return
      setText(count, devicesWords(devices))
      rows.draw(devices.map((device) => [device.label, device]))
    },
  }
}
