/** The driver of a peer's talk: a single WebSocket with the peer's protocol. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface Driver {
  say(text: string): void
  close(): void
}

/** Resolves after the first message that starts with `ready`, or once connected if that is empty. */
export async function openDriver(
  url: string,
  ready: string,
  answers: Record<string, string>,
): Promise<Driver> {
  const line = new WebSocket(url, { perMessageDeflate: false })
  const isReady = new Promise<void>((resolve, reject) => {
    line.on('error', reject)
    line.on('message', (data: Buffer) => {
      const text = data.toString()
      for (const [start, answer] of Object.entries(answers)) if (text.startsWith(start)) line.send(answer)
      if (text.startsWith(ready)) resolve()
    })
  })
  await once(line, 'open')
  if (ready !== '') await isReady
  return { say: (text) => line.send(text), close: () => line.terminate() }
}
