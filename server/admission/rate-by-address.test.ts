/** Tests rates by address, without storing addresses. */
import { expect, test } from 'vitest'
import { createAddressRate } from './rate-by-address.ts'

test('[S13] each address has its own rate, and recovers with time or after being forgiven', () => {
  let now = 0
  const rate = createAddressRate(2, 1, () => now)
  expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('b')]).toEqual([0, 0, 1000, 0])
  now = 1000
  expect([rate.take('a'), rate.take('a')]).toEqual([0, 1000])
  rate.forgive('a')
  expect(rate.take('a')).toBe(0)
})

test('[S13] a full table starts over, so nobody is locked out by others', () => {
  const rate = createAddressRate(1, 0.001)
  for (let i = 0; i < 10_001; i += 1) rate.take(`10.0.${i >> 8}.${i & 255}`)
  expect([rate.take('10.0.0.1'), rate.take('10.0.0.1') > 0]).toEqual([0, true])
})
