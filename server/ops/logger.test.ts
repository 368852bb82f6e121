/** Tests that a log line is JSON and contains no secret and no person's address. */
import { expect, test } from 'vitest'
import { countingLost, createLogger } from './logger.ts'

function lines(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const written: Record<string, unknown>[] = []
  write(
    createLogger('info', {
      write: (line: string) => written.push(JSON.parse(line) as Record<string, unknown>),
    }),
  )
  return written
}

test('[H16] a line has a level, a time and a message, and nothing about this computer', () => {
  const [line] = lines((logger) => logger.info({ talk: 'a-talk' }, 'Listening.'))
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    talk: 'a-talk',
    msg: 'Listening.',
  })
})

test("[S9] keys, cookies, query strings and people's addresses do not reach the log", () => {
  const canary = 'canary-4711'
  const written = lines((logger) => {
    logger.warn(
      { key: canary, presenterKey: canary, ip: canary, path: `/a-talk/presenter?key=${canary}` },
      'one',
    )
    logger.warn(
      { request: { headers: { cookie: canary, authorization: canary }, remoteAddress: canary } },
      'two',
    )
    logger.warn({ url: `/pair#key=${canary}`, socket: { handshake: { address: canary } } }, 'three')
  })
  expect(written).toHaveLength(3)
  expect(JSON.stringify(written)).not.toContain(canary)
  expect(written[0]?.['path']).toBe('/a-talk/presenter')
})

test('[H16] an error keeps its message and its stack', () => {
  const [line] = lines((logger) => logger.error({ err: new Error('the disk is full') }, 'No.'))
  expect(line).toMatchObject({
    err: { message: 'the disk is full', stack: expect.stringContaining('logger.test') },
  })
})

test('[F34] lines that could not be written are counted in the next line', () => {
  const written: string[] = []
  let full = true
  const to = countingLost({ write: (text) => !full && written.push(text) > 0 })
  const logger = createLogger('info', to)
  logger.info('one')
  logger.info('two')
  full = false
  logger.info('three')
  logger.info('four')
  expect(written.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', lost: 2 },
    { msg: 'three' },
    { msg: 'four' },
  ])
})

test('[F34] a value that cannot be serialised as JSON does not throw', () => {
  const [line] = lines((logger) =>
    logger.info(
      {
        get broken(): never {
          throw new Error('no value')
        },
      },
      'Listening.',
    ),
  )
  expect(line).toMatchObject({ msg: expect.any(String) })
})
