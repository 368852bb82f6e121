/** Tests how the key is read from pasted text. */
import { expect, test } from 'vitest'
import { readKey } from './pairing.ts'

test.each([
  ['http://192.168.1.7:4000/my-talk/presenter#key=abcDEF-123_456', 'abcDEF-123_456'],
  ['  http://laptop.local/pair#key=k%2Bk \n', 'k+k'],
  ['#key=abc', 'abc'],
  ['abcDEF-123_456', 'abcDEF-123_456'],
  ['http://192.168.1.7:4000/my-talk/', ''],
  ['two words', ''],
  ['', ''],
])('[P13] %j contains the key %j', (text, key) => {
  expect(readKey(text)).toBe(key)
})
