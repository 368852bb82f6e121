/** The speaker's personal settings, stored on this phone; nothing about the talk. */

export const LAYOUTS = ['clicker', 'notes', 'overview'] as const
export type LayoutName = (typeof LAYOUTS)[number]

export const NOTES_PX = { min: 20, max: 44, step: 4 } as const

export interface Settings {
  layout: LayoutName
  /** Size of the notes in CSS pixels. */
  notesPx: number
  buzzMoved: boolean
  buzzLast: boolean
  buzzRefused: boolean
  stayAwake: boolean
  scheme: 'auto' | 'light' | 'dark'
}

const DEFAULTS: Settings = {
  layout: 'clicker',
  notesPx: 24,
  buzzMoved: true,
  buzzLast: true,
  buzzRefused: true,
  stayAwake: true,
  scheme: 'auto',
}
const KEY = 'lectern.phone'

/** Uses the default for each setting that is missing or invalid, and for all of them if the storage is blocked. */
export function loadSettings(store: Pick<Storage, 'getItem'> = localStorage): Settings {
  let saved: Partial<Record<keyof Settings, unknown>>
  try {
    saved = (JSON.parse(store.getItem(KEY) ?? '{}') ?? {}) as typeof saved
  } catch {
    return { ...DEFAULTS }
  }
  const flag = (key: keyof Settings): boolean =>
    typeof saved[key] === 'boolean' ? saved[key] : (DEFAULTS[key] as boolean)
  return {
    layout: LAYOUTS.find((name) => name === saved.layout) ?? DEFAULTS.layout,
    notesPx: clampNotes(typeof saved.notesPx === 'number' ? saved.notesPx : DEFAULTS.notesPx),
    buzzMoved: flag('buzzMoved'),
    buzzLast: flag('buzzLast'),
    buzzRefused: flag('buzzRefused'),
    stayAwake: flag('stayAwake'),
    scheme: (['auto', 'light', 'dark'] as const).find((name) => name === saved.scheme) ?? DEFAULTS.scheme,
  }
}

/**
 * Returns false if this browser stores nothing, as in some private windows; the settings apply until the page closes.
 */
export function saveSettings(settings: Settings, store: Pick<Storage, 'setItem'> = localStorage): boolean {
  try {
    store.setItem(KEY, JSON.stringify(settings))
    return true
  } catch {
    return false
  }
}

export function clampNotes(px: number): number {
  return Math.min(NOTES_PX.max, Math.max(NOTES_PX.min, Math.round(px)))
}
