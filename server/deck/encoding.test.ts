/** Tests for encoding.ts. */
import { expect, test } from 'vitest'
import { charsetOfPage, decodeText } from './encoding.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

test('[D57] a text is UTF-8 unless its charset or a byte order mark says otherwise', () => {
  expect(decodeText(Buffer.from('Café'))).toBe('Café')
  expect(decodeText(Buffer.from('\uFEFFCafé'), 'iso-8859-1')).toBe('Café')
  expect(decodeText(bytes('Caf\xe9'), 'iso-8859-1')).toBe('Café')
  expect(decodeText(Buffer.from('\uFEFFCafé', 'utf16le'))).toBe('Café')
  expect(decodeText(Buffer.from('\uFEFFCafé', 'utf16le').swap16())).toBe('Café')
  expect(decodeText(Buffer.from('Café'), 'no-such-charset')).toBe('Café')
})

test('[D57] a page names its encoding', () => {
  expect(charsetOfPage(bytes('<meta charset="windows-1252">'))).toBe('windows-1252')
  expect(charsetOfPage(bytes('<META content="text/html; charset=iso-8859-15" http-equiv=x>'))).toBe(
    'iso-8859-15',
  )
  expect(charsetOfPage(bytes('<title>charset=x</title>'))).toBeUndefined()
})
