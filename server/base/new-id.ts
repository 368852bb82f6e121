/** Ids of what the server itself adds to a talk. */
import { randomBytes } from 'node:crypto'

/** 16 URL-safe characters, as those of the pages. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}
