/** The paired devices: which are connected, their names, and which are revoked. */
import { deviceLabel } from '../../protocol/features/driver.ts'
import { MAX_DEVICE_NAME, type DeviceView } from '../../protocol/device.ts'
import type { TalkId } from '../../protocol/ids.ts'
import { cleanText } from '../../protocol/text.ts'
import type { Undo } from '../log/log.ts'
import type { Device, DeviceTable, KnownDevice } from './device-table.ts'

/** A node repeats this often which devices are connected to it, so that the others notice when it died. */
const REPEAT_MS = 5000
/** A device on another node counts as connected for this long after the last report. */
const FORGET_MS = 12_000
/** The list keeps the newest. One that is dropped stays paired, and is in the list again when it connects. */
const MOST_KNOWN = 200
const DAY_MS = 24 * 60 * 60 * 1000
/** After this time, the cookie of a revoked device has expired on its own. */
const REVOKED_FOR_MS = 32 * DAY_MS

export interface Devices {
  isRevoked(id: string): boolean
  /** A browser was paired. Resolves when that is stored, or cannot be now. */
  paired(device: Device, name: string): Promise<void>
  /** A paired browser has connected; the undo is called when it has disconnected. */
  connected(device: Device): Undo
  /** The devices that may open this talk. */
  list(talk: TalkId): DeviceView[]
  /** False if this talk has no such device. Rejects if it cannot be stored now. */
  rename(talk: TalkId, label: string, name: string): Promise<boolean>
  /** Ends its pairing for good. False if `mayEnd` forbids it. Rejects if it cannot be stored now; it applies on this node anyway. */
  revoke(talk: TalkId, label: string, mayEnd: (device: KnownDevice) => boolean): Promise<boolean>
  /** Called within a second after a device was revoked on any node. */
  onRevoked(listener: (id: string) => void): Undo
  onChange(listener: () => void): Undo
  close(): void
}

export function createDevices(table: DeviceTable, now: () => number): Devices {
  const { known, seen, revoked } = table.rows
  /** The connections on this node. */
  const here = new Map<string, number>()
  const listeners = new Set<(id: string) => void>()
  // What cannot be stored now is stored with the next change or by the store's own retry.
  const later = (storing: Promise<void>): Promise<void> => storing.catch(() => undefined)
  const see = (id: string, on: boolean): void => void later(table.set('seen', id, { at: now(), on }))

  for (const [id, at] of revoked) if (now() - at > REVOKED_FOR_MS) void later(table.remove('revoked', id))
  let told = new Set(revoked.keys())
  const unwatch = table.onChange(() => {
    const fresh = [...revoked.keys()].filter((id) => !told.has(id))
    told = new Set(revoked.keys())
    for (const id of fresh) for (const listener of listeners) listener(id)
  })
  const repeat = table.shared
    ? setInterval(() => here.forEach((_, id) => see(id, true)), REPEAT_MS)
    : undefined

  const isOn = (id: string): boolean => {
    const last = seen.get(id)
    return here.has(id) || (table.shared && last?.on === true && now() - last.at < FORGET_MS)
  }
  const usable = ([id, { talk }]: [string, KnownDevice], at: TalkId): boolean =>
    !revoked.has(id) && (talk === null || talk === at)
  const find = (talk: TalkId, label: string): [string, KnownDevice] | undefined =>
    [...known].find((entry) => usable(entry, talk) && deviceLabel(entry[0]) === label)

  function forgetOldest(): void {
    const lastAt = (id: string): number => seen.get(id)?.at ?? known.get(id)?.pairedAt ?? 0
    const idle = [...known.keys()].filter((id) => !isOn(id)).toSorted((a, b) => lastAt(a) - lastAt(b))
    for (const id of idle.slice(0, Math.max(0, known.size - MOST_KNOWN))) {
      void later(table.remove('known', id))
      void later(table.remove('seen', id))
    }
  }

  async function add({ id, role, talk }: Device, name: string): Promise<void> {
    if (known.has(id)) return
    const row = { role, talk, name: cleanText(name, MAX_DEVICE_NAME), pairedAt: now() }
    const storing = later(table.set('known', id, row))
    forgetOldest()
    await storing
  }

  return {
    isRevoked: (id) => revoked.has(id),
    paired: add,
    connected(device) {
      const { id } = device
      void add(device, '')
      here.set(id, (here.get(id) ?? 0) + 1)
      if (here.get(id) === 1) see(id, true)
      return () => {
        const left = (here.get(id) ?? 1) - 1
        if (left > 0) return void here.set(id, left)
        here.delete(id)
        see(id, false)
      }
    },
    list: (talk) =>
      [...known]
        .filter((entry) => usable(entry, talk))
        .toSorted(([, a], [, b]) => a.pairedAt - b.pairedAt)
        .map(([id, { role, name, talk: only }]) => ({
          label: deviceLabel(id),
          role,
          name,
          everywhere: only === null,
          on: isOn(id),
          seenAt: seen.get(id)?.at ?? null,
        })),
    async rename(talk, label, name) {
      const [id, device] = find(talk, label) ?? []
      if (id === undefined || !device) return false
      await table.set('known', id, { ...device, name: cleanText(name, MAX_DEVICE_NAME) })
      return true
    },
    async revoke(talk, label, mayEnd) {
      const [id, device] = find(talk, label) ?? []
      if (id === undefined || !device || !mayEnd(device)) return false
      await table.set('revoked', id, now())
      return true
    },
    onRevoked(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onChange: (listener) => table.onChange(listener),
    close() {
      clearInterval(repeat)
      unwatch()
      listeners.clear()
    },
  }
}
