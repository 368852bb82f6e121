/** Proves to a server that a program on its computer knows the presenter's key, without sending the key. */
import { createHmac, timingSafeEqual } from 'node:crypto'

const VALID_MS = 120_000

/** `1790000000000.signature`, valid for two minutes. */
export function proofOf(key: string, at = Date.now()): string {
  return `${at}.${createHmac('sha256', key).update(`lectern check ${at}`).digest('base64url')}`
}

export function isProof(text: string, key: string, now = Date.now()): boolean {
  const at = Number(text.split('.')[0])
  if (!Number.isSafeInteger(at) || Math.abs(now - at) > VALID_MS) return false
  const [given, expected] = [Buffer.from(text), Buffer.from(proofOf(key, at))]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
