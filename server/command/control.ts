/**
 * Lets the command reach the server that holds the database of a data folder: HTTP on a socket file in that folder. Who
 * may open the file may also read the database.
 */
import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { createServer, request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { explain } from '../base/errors.ts'
import { runTaskSchema, type RunTask } from './run-task.ts'

const FILE = 'control.sock'
const schema = v.pipe(v.string(), v.maxLength(1000), v.parseJson(), runTaskSchema)

export interface Control {
  close(): Promise<void>
}

/** Rejects if the system has no such files, or the path of the folder is too long for one. */
export async function openControl(
  folder: string,
  handle: (task: RunTask) => Promise<string>,
): Promise<Control> {
  const path = join(folder, FILE)
  const server = createServer((asked, answer) => {
    void answerTask(asked, handle)
      .then((said) => answer.end(said))
      .catch((error: unknown) => {
        answer.statusCode = 422
        answer.end(explain(error))
      })
  })
  // Left by a server that was killed; this one holds the lock of the database.
  rmSync(path, { force: true })
  server.listen(path)
  await once(server, 'listening')
  chmodSync(path, 0o600)
  server.unref()
  return {
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function answerTask(
  asked: IncomingMessage,
  handle: (task: RunTask) => Promise<string>,
): Promise<string> {
  return handle(v.parse(schema, await text(asked)))
}

/** The server's answer, or null if none runs on this folder. Rejects with the server's one-line message. */
export async function askControl(folder: string, task: RunTask): Promise<string | null> {
  const sent = request({ socketPath: join(folder, FILE), method: 'POST' })
  sent.end(JSON.stringify(task))
  let answer: IncomingMessage
  try {
    ;[answer] = (await once(sent, 'response')) as [IncomingMessage]
  } catch {
    // If a server is there after all, its lock on the database is the error that is shown.
    return null
  }
  const said = await text(answer)
  if (answer.statusCode !== 200) throw new Error(said)
  return said
}
