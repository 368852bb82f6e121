/** Compares the browser's SHA-1 with Node's. */
import { createHash, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { accept } from './accept.ts'
import { sha1 } from './sha1.ts'

it("[E64] SHA-1 equals Node's for every length", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = randomBytes(length)
    expect(Buffer.from(sha1(bytes)).toString('hex'), `${length} bytes`).toBe(
      createHash('sha1').update(bytes).digest('hex'),
    )
  }
})

it('[E64] the accept value of a key is the one in RFC 6455', () => {
  const { hex, base64 } = accept('dGhlIHNhbXBsZSBub25jZQ==')
  expect(hex).toBe('b37a4f2cc0624f1690f64606cf385945b2bec4ea')
  expect(base64).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
})
