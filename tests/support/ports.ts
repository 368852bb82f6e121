/** Ports for programs that need theirs beforehand: each belongs to one process until that process ends. */
import { createServer, type Server } from 'node:net'

/** Below the ports that Linux uses for outgoing connections (from 32768) and for port 0. */
const FIRST = 20_000
const COUNT = 5000

/** Processes start at different places, so that they rarely try the same port. */
let next = process.pid % COUNT

/** A port without a listener, which no other test or bench gets while this process lives. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < COUNT; tried += 1) {
    const port = FIRST + (next++ % COUNT)
    if (await takePort(port)) return port
  }
  throw new Error(`All ports from ${FIRST} to ${FIRST + COUNT - 1} are in use.`)
}

/**
 * Whether the port is ours from now on. Its lock is a socket that listens on another port, `COUNT` above: the kernel
 * gives it to one process only, across checkouts and users, and releases it when the process ends, even by SIGKILL.
 */
export async function takePort(port: number): Promise<boolean> {
  const lock = await listen(port + COUNT)
  if (!lock) return false
  if (await isFree(port)) {
    lock.unref()
    return true
  }
  lock.close()
  return false
}

/** Whether nobody listens there, on any address of this computer. */
export async function isFree(port: number): Promise<boolean> {
  const probe = await listen(port)
  if (!probe) return false
  await new Promise((resolve) => probe.close(resolve))
  return true
}

/** Null if somebody listens there already. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen({ port, exclusive: true }, () => resolve(server))
  })
}
