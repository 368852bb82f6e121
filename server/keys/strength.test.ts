/** Tests which chosen keys count as easy to guess. */
import { expect, test } from 'vitest'
import { newSecret } from './store.ts'
import { weakness } from './strength.ts'

test.each([
  ['aaaaaaaaaaaaaaaa', 'fewer than 8 different'],
  ['abababab-abababab', 'fewer than 8 different'],
  ['1111222233334444', 'fewer than 8 different'],
  ['k7Qz2mXp-k7Qz2mXp-', 'repeats'],
  ['ab3xk9qzab3xk9qzab3', 'repeats'],
  ['0123456789abcdef', 'common words'],
  ['abcdefghijklmnopqrstuvwx', 'common words'],
  ['zyxwvutsrq987654', 'common words'],
  ['password12345678', 'common words'],
  ['P4ssw0rd-P4ssword1', 'common words'],
  ['lectern-talk-2026', 'common words'],
  ['qwertyuiop-secret-key', 'common words'],
  ['my-presenter-key-1', 'common words'],
])('[S26] the key %s is easy to guess: %s', (key, why) => {
  expect(weakness(key)).toContain(why)
})

test('[S26] accepts random keys and long phrases of unusual words', () => {
  for (const key of ['correct-horse-battery-staple', 'd41d8cd98f00b204e980', '4829104756382917'])
    expect(weakness(key), key).toBeNull()
  for (let i = 0; i < 2000; i++) expect(weakness(newSecret())).toBeNull()
})
