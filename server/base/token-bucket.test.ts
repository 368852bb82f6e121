import { expect, test } from 'vitest'
import { createBucket } from './token-bucket.ts'

test('[G1] a bucket allows its burst, then returns the time to wait, then refills', () => {
  let now = 0
  const bucket = createBucket(2, 10, () => now)
  expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([0, 0, 100])
  now = 100
  expect([bucket.take(), bucket.take()]).toEqual([0, 100])
})

test('[G1] a clock that steps back neither fills nor breaks a bucket', () => {
  let now = 1000
  const bucket = createBucket(1, 1, () => now)
  bucket.take()
  now = 0
  expect(bucket.take()).toBe(1000)
})
