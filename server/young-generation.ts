/** Keeps V8's space for new objects at the size it starts with. */
import { setFlagsFromString } from 'node:v8'

/**
 * It would grow to 48 MB while a room fills, and never shrink: 2 KB for each of 10,000 browsers, and 10 MB of a
 * server that idles. What a browser costs is long-lived; what a message costs fits into a megabyte. To be called
 * before anything else is loaded, since the space grows with what is made.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
