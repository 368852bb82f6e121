/** Writes to standard output or standard error without throwing and without waiting for the reader. */
import { fstatSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { isatty, WriteStream } from 'node:tty'
import type { Writable } from 'node:stream'

/** The maximum that waits for a blocked reader; further lines are dropped. */
const MOST_WAITING_BYTES = 256 * 1024

export interface Output {
  /** False if the text was dropped, because the disk is full or the reader is gone or blocked. */
  write(text: string): boolean
}

/**
 * Takes over the file descriptor: afterwards, nothing else may write to `process.stdout` or `process.stderr`, because
 * that would make it block again.
 */
export function openOutput(fd: 1 | 2): Output {
  const stream = streamOf(fd)
  return stream ? toStream(stream) : toFile(fd)
}

/** A stream for a pipe, a socket or a terminal, which must not block; null for a file. */
function streamOf(fd: number): Writable | null {
  try {
    if (isatty(fd)) {
      const terminal = new WriteStream(fd) as WriteStream & { _handle?: { setBlocking?(on: boolean): void } }
      // Node makes terminals blocking. A terminal paused with a key would then stop the server.
      // oxlint-disable-next-line no-underscore-dangle -- Node has no other way to say it.
      terminal._handle?.setBlocking?.(false)
      return terminal
    }
    const kind = fstatSync(fd)
    return kind.isFIFO() || kind.isSocket() ? new Socket({ fd, readable: false, writable: true }) : null
  } catch {
    // The parent process has closed it, or it accepts only plain writes.
    return null
  }
}

/** Written at once if the reader keeps up, so that the last line before an exit is not lost. */
function toStream(stream: Writable): Output {
  let gone = false
  // The reader is gone, so there is nobody to tell.
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
  /** A full disk may accept part of a line. The next write then starts a new line. */
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
