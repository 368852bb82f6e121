import { expect, test } from 'vitest'
import { hasWord } from './words.ts'

test('[E37] finds whole words in any case; special characters in a word are literal', () => {
  const has = hasWord(['e-mail', 'C++', 'Straße', '$5'])
  for (const text of ['My E-MAIL is full', 'c++ again', 'die straße', 'only $5 left'])
    expect(has(text), text).toBe(true)
  for (const text of ['emails', 'e-mailing', 'C+', 'Straßenbahn', '']) expect(has(text), text).toBe(false)
  expect(hasWord([])('anything')).toBe(false)
})
