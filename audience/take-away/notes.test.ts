import { afterEach, expect, test, vi } from 'vitest'
import { MAX_NOTE, noteOf, readNotes, saveNote } from './notes.ts'

function storage(): Map<string, string> {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => kept.delete(key),
  })
  return kept
}
afterEach(() => vi.unstubAllGlobals())

test('[I10] notes and bookmarks are kept by talk and slide, and removed when both are empty', () => {
  const kept = storage()
  expect(saveNote('bread', 'poll', { text: 'Rye!', bookmarked: false })).toBe(true)
  saveNote('bread', '__proto__', { text: '', bookmarked: true })
  saveNote('cake', 'poll', { text: 'x'.repeat(MAX_NOTE + 5), bookmarked: false })
  expect(noteOf(readNotes('bread'), 'poll')).toEqual({ text: 'Rye!', bookmarked: false })
  expect(noteOf(readNotes('bread'), '__proto__')).toEqual({ text: '', bookmarked: true })
  expect(noteOf(readNotes('bread'), 'toString')).toEqual({ text: '', bookmarked: false })
  expect(noteOf(readNotes('cake'), 'poll').text).toHaveLength(MAX_NOTE)
  saveNote('bread', 'poll', { text: ' ', bookmarked: false })
  saveNote('bread', '__proto__', { text: '', bookmarked: false })
  expect([...kept.keys()]).toEqual(['lectern.notes.cake'])
})

test('[I10] anything else in the storage is ignored', () => {
  const kept = storage()
  for (const text of ['{', 'null', '[1]', '{"a":1}', '{"a":{"text":1}}']) {
    kept.set('lectern.notes.bread', text)
    expect(readNotes('bread'), text).toEqual({})
  }
})
