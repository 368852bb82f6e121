/** Keeps V8's space for new objects at the size that it has once the server has started. */
import { setFlagsFromString } from 'node:v8'

/**
 * It would grow to 48 MB while a room fills, and never shrink: 2 KB for each of 10,000 browsers. What a browser
 * costs is long-lived; what a message costs fits into a megabyte. To be called when everything is loaded: any
 * smaller, and a room that fills pays for it in collections.
 */
export function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
