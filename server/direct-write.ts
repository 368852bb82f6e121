/**
 * Hands bytes to the kernel for a TCP socket that has nothing under way, past the bookkeeping that Node's stream
 * does for each write: a quarter of what a delivery costs, and most of its garbage.
 *
 * Read in, and checked against, Node 20.20, 22.23 and 24.21. What is used of the insides of `net.Socket` stands in
 * `Insides`; where one of them is missing or another is meant, nothing is written, and the caller writes to the stream.
 */
import type { Socket } from 'node:net'

interface Insides {
  _handle?: Handle | null
}
interface Handle {
  /** 0, or the number of an error; then nothing was written. */
  writeBuffer?(request: WriteRequest, bytes: Buffer): number
  /** Bytes that the kernel did not take at once. */
  readonly writeQueueSize?: number
}
interface WriteRequest {
  handle?: Handle
  oncomplete?: (status: number) => void
  /** Keeps the bytes alive while they wait. */
  buffer?: Buffer
}

/** The class of Node's write requests, seen in a write of its own; null when there is none to be seen. */
let Request: (new () => WriteRequest) | null | undefined
/** A request whose bytes went at once is free for the next write. */
let spare: WriteRequest | undefined
/** Streams of which the kernel did not take all, and how much was left: what follows goes by the stream, in order. */
const busy = new Map<Socket, number>()

/** Whether it did. The stream must be open and its own queue empty. */
export function writeDirect(stream: Socket, bytes: Buffer): boolean {
  const handle = (stream as Insides)['_handle']
  if (!handle || stream.destroyed || Request === null || (busy.size > 0 && busy.has(stream))) return false
  if (Request === undefined) return learn(stream, handle, bytes)
  const request = (spare ??= new Request())
  if (handle.writeBuffer?.(request, bytes) !== 0) return false
  const left = handle.writeQueueSize ?? Infinity
  if (left !== 0) wait(stream, handle, request, bytes, left)
  return true
}

/**
 * Bytes that were written here and that the kernel has not taken yet, at most; infinite when nobody can tell. The
 * handle's own count has what the stream has written since, too.
 */
export function waitingDirect(stream: Socket): number {
  const left = busy.size > 0 && busy.get(stream)
  return left ? Math.min(left, (stream as Insides)['_handle']?.writeQueueSize ?? Infinity) : 0
}

function wait(stream: Socket, handle: Handle, request: WriteRequest, bytes: Buffer, left: number): void {
  spare = undefined
  busy.set(stream, left)
  Object.assign(request, { handle, buffer: bytes })
  request.oncomplete = (status) => {
    busy.delete(stream)
    if (status < 0) stream.destroy()
  }
}

/** Writes to the stream, and looks at the request that it makes. */
function learn(stream: Socket, handle: Handle, bytes: Buffer): boolean {
  const write = handle.writeBuffer
  Request = null
  if (!write || typeof handle.writeQueueSize !== 'number' || handle.constructor.name !== 'TCP') return false
  handle.writeBuffer = (request, given) => {
    Request = request.constructor as new () => WriteRequest
    return write.call(handle, request, given)
  }
  stream.write(bytes)
  delete handle.writeBuffer
  return true
}
