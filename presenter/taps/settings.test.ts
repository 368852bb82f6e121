/** The phone's memory: broken or closed storage never stops the remote. */
import { expect, test } from 'vitest'
import { loadSettings, saveSettings } from './settings.ts'

const holding = (text: string | null) => ({ getItem: () => text })

test('[P14] what was saved comes back', () => {
  let kept = ''
  const settings = { ...loadSettings(holding(null)), layout: 'notes' as const, notesPx: 32, buzzLast: false }
  expect(saveSettings(settings, { setItem: (_key, text) => (kept = text) })).toBe(true)
  expect(loadSettings(holding(kept))).toEqual(settings)
})

test.each(['{', 'null', '[]', '{"layout":"clickr","notesPx":"9","buzzMoved":1}'])(
  '[P14] %s in the storage means the defaults',
  (text) => {
    expect(loadSettings(holding(text))).toEqual(loadSettings(holding(null)))
  },
)

test('[P14] notes are never smaller than 20 px', () => {
  expect(loadSettings(holding('{"notesPx":3}')).notesPx).toBe(20)
})

test('[P14] a storage that refuses is no error', () => {
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
