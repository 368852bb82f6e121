/** Writes to standard output or standard error so that it never throws and never waits for whoever reads there. */
import { fstatSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty, WriteStream } from 'node:tty'
import type { Writable } from 'node:stream'

/** What may wait for a reader that stands still; past it lines are dropped. */
const MOST_WAITING_BYTES = 256 * 1024

export interface Output {
  /** False when the text was dropped: the disk is full, the reader is gone or stands still. */
  write(text: string): boolean
}

/**
 * Takes the file descriptor over: nothing else may write to `process.stdout` or `process.stderr` afterwards, which would
 * make it wait again.
 */
export function openOutput(fd: 1 | 2): Output {
  const stream = streamOf(fd)
  return stream ? toStream(stream) : toFile(fd)
}

/** A pipe, a socket or a terminal, none of which may block; null for a file. */
function streamOf(fd: number): Writable | null {
  try {
    if (isatty(fd)) {
      const terminal = new WriteStream(fd) as WriteStream & { _handle?: { setBlocking?(on: boolean): void } }
      // Node makes terminals block; one that was paused by a key would stop the server.
      // oxlint-disable-next-line no-underscore-dangle -- Node has no other way to say it.
      terminal._handle?.setBlocking?.(false)
      return terminal
    }
    const kind = fstatSync(fd)
    return kind.isFIFO() || kind.isSocket() ? new Socket({ fd, readable: false, writable: true }) : null
  } catch {
    // Closed by whoever started us, or of a kind that only takes plain writes.
    return null
  }
}

/** Written at once where the reader keeps up, so that the last line before an exit is there. */
function toStream(stream: Writable): Output {
  let gone = false
  // The reader has gone. There is nobody left to tell.
  stream.on('error', () => (gone = true))
  return {
    write(text) {
      if (gone || stream.writableLength > MOST_WAITING_BYTES) return false
      stream.write(text)
      return true
    },
  }
}

function toFile(fd: number): Output {
  /** A full disk may take a part of a line; the next one begins a line of its own. */
  let torn = false
  return {
    write(text) {
      const bytes = Buffer.from(torn ? `\n${text}` : text)
      let written = 0
      try {
        while (written < bytes.length) written += writeSync(fd, bytes, written)
        torn = false
        return true
      } catch {
        torn ||= written > 0
        return false
      }
    },
  }
}
