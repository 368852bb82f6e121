/** Tests the proof of the presenter's key. */
import { expect, test } from 'vitest'
import { isProof, proofOf } from './proof.ts'

test('[PF3] a proof holds for its key and for two minutes, and does not contain the key', () => {
  const proof = proofOf('the-key', 1_000_000)
  expect(proof).not.toContain('the-key')
  expect(isProof(proof, 'the-key', 1_000_000)).toBe(true)
  expect(isProof(proof, 'the-key', 1_000_000 + 121_000)).toBe(false)
  expect(isProof(proof, 'another', 1_000_000)).toBe(false)
  for (const text of ['', '1000000', '1000000.', 'x.y', `${proof}x`, 'NaN.'])
    expect(isProof(text, 'the-key', 1_000_000)).toBe(false)
})
