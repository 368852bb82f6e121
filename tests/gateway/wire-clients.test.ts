/** Other Socket.IO clients follow a talk: the programs of `docs/protocol.md`, unchanged. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { TALK } from '../support/deck.ts'
import { join, newIntentId, pairedCookie } from '../support/people.ts'
import { startServer } from '../support/server.ts'

const MOVES = 5

/** The first program in this language. */
async function program(language: string): Promise<string> {
  const text = await readFile('docs/protocol.md', 'utf8')
  const [, code = ''] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(text) ?? []
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(20)
  return code
}

const RUNS = {
  js: [process.execPath, '--input-type=module', '-'],
  python: ['/usr/bin/python3', '-'],
}
const TRANSPORTS = ['websocket', 'polling', 'polling,websocket']
const CASES = (['js', 'python'] as const).flatMap((language) =>
  TRANSPORTS.map((transports) => ({ language, transports })),
)

test.each(CASES)('[G34] a follower in $language follows five moves by $transports', async (each) => {
  const { language, transports } = each
  const server = await startServer()
  const presenter = await join(server, 'presenter', { cookie: await pairedCookie(server) })
  const [command = '', ...args] = RUNS[language]
  const child = spawn(command, [...args, server.url, TALK, transports])
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdin.end(await program(language))
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string[]> => {
    const { value } = await lines.next()
    expect(value, errors).toBeDefined()
    return String(value).split(' ')
  }

  await next()
  const wanted = transports.endsWith('websocket') ? 'websocket' : 'polling'
  let transport = ''
  // The upgrade may take longer than five moves.
  for (let moves = 1; moves <= MOVES || transport !== wanted; moves += 1) {
    const to = { h: 1 + (moves % 9), v: 0, f: -1 }
    expect(await presenter.send({ id: newIntentId(), type: 'position/goto', to })).toMatchObject({ ok: true })
    const [used = '', ...at] = await next()
    expect(at).toEqual([String(to.h), '0', '-1'])
    transport = used
  }
  expect(transport).toBe(wanted)
})
