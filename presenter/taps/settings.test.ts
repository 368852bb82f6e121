/** Tests the phone's settings: broken or blocked storage never stops the remote. */
import { expect, test } from 'vitest'
import { loadSettings, saveSettings } from './settings.ts'

const holding = (text: string | null) => ({ getItem: () => text })

test('[P14] restores saved settings', () => {
  let kept = ''
  const settings = { ...loadSettings(holding(null)), layout: 'notes' as const, notesPx: 32, buzzLast: false }
  expect(saveSettings(settings, { setItem: (_key, text) => (kept = text) })).toBe(true)
  expect(loadSettings(holding(kept))).toEqual(settings)
})

test.each(['{', 'null', '[]', '{"layout":"clickr","notesPx":"9","buzzMoved":1}'])(
  '[P14] %s in the storage gives the defaults',
  (text) => {
    expect(loadSettings(holding(text))).toEqual(loadSettings(holding(null)))
  },
)

test('[P14] notes are never smaller than 20 px', () => {
  expect(loadSettings(holding('{"notesPx":3}')).notesPx).toBe(20)
})

test('[P14] storage that throws is not an error', () => {
  const closed = {
    getItem: (): string => {
      throw new DOMException('closed', 'SecurityError')
    },
    setItem: (): void => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(loadSettings(closed).layout).toBe('clicker')
  expect(saveSettings(loadSettings(closed), closed)).toBe(false)
})
