import { expect, test } from 'vitest'
import { hasWord } from './words.ts'

test('[E37] whole words are found, whatever their case; signs in a word mean themselves', () => {
  const has = hasWord(['e-mail', 'C++', 'Straße', '$5'])
  for (const text of ['My E-MAIL is full', 'c++ again', 'die straße', 'only $5 left'])
    expect(has(text), text).toBe(true)
  for (const text of ['emails', 'e-mailing', 'C+', 'Straßenbahn', '']) expect(has(text), text).toBe(false)
  expect(hasWord([])('anything')).toBe(false)
})
