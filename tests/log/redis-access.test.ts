/** Tests for the access of the Redis log: passwords, a user with few rights, TLS, and one clear line when it is refused. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { freePort } from '../support/program.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { selfSignedCertificate } from '../../server/command/certificate.ts'
import { move } from '../../server/log/contract.ts'
import { parseRedisAddress, type RedisAddress } from '../../server/redis/address.ts'
import { openRedisLog } from '../../server/log/redis/log.ts'

const TALK = 'a-talk'

// A process of its own is as slow as the machine is busy.
vi.setConfig({ testTimeout: 20_000 })

async function server(...options: string[]): Promise<TestRedis> {
  const redis = await startRedis(...options)
  onTestFinished(redis.close)
  return redis
}

function address(url: string): RedisAddress {
  const parsed = parseRedisAddress(url)
  if (!parsed) throw new Error('No address.')
  return parsed
}

/** The one line with which opening fails. */
async function refusal(where: RedisAddress): Promise<string> {
  const opened = await openRedisLog(where).then(
    ({ log }) => log.close().then(() => 'It was opened.'),
    (error: unknown) => (error as Error).message,
  )
  expect(opened.split('\n')).toHaveLength(1)
  return opened
}

test('[N30] a wrong password, a closed port and a wrong database are one line each, without the password', async () => {
  const redis = await server('--requirepass', 'the-secret')
  const at = redis.url
  const denied = `Redis at ${at.slice('unix://'.length)} does not accept the user or the password.`
  expect(await refusal(address(at))).toBe(denied)
  expect(await refusal(address(`${at}?password=another`))).toBe(denied)
  expect(await refusal(address(`${at}?username=hall&password=the-secret`))).toBe(denied)
  expect(await refusal(address(`${at}?password=the-secret&db=99`))).toMatch(/has no such database/)
  const port = await freePort()
  expect(await refusal(address(`redis://:the-secret@127.0.0.1:${port}`))).toBe(
    `Redis at 127.0.0.1:${port} cannot be reached: connection refused.`,
  )
  expect(await refusal(address('unix:///no/such.sock'))).toMatch(
    /cannot be reached: no such file or directory\.$/,
  )
  expect(await refusal(address('redis://no-such-host.invalid'))).toMatch(
    /^Redis at no-such-host\.invalid:6379 cannot be reached/,
  )
  expect(await refusal(address(`${at}?password=the-secret&db=3`))).toBe('It was opened.')
})

test('[N30] a server that does not answer, and one that speaks another protocol, fail within seconds', async () => {
  const strange = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
  })
  const silent = createServer((socket) => socket.on('error', () => {}))
  for (const each of [strange, silent]) {
    await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void each.close())
    const { port } = each.address() as { port: number }
    expect(await refusal(address(`redis://:the-secret@127.0.0.1:${port}`))).toMatch(
      new RegExp(`^Redis at 127\\.0\\.0\\.1:${port} cannot be reached: (?!.*the-secret).+\\.$`),
    )
  }
})

test('[N38] a user with rights to the keys and channels of the prefix, and to few commands, is enough', async () => {
  const redis = await server()
  const guide = await readFile(new URL('../../docs/redis.md', import.meta.url), 'utf8')
  const [, documented = ''] = /^ACL SETUSER lectern (.+)$/m.exec(guide) ?? []
  const rights = documented.replaceAll('lectern:', 'hall:').split(' ')
  await redis.client().acl('SETUSER', 'lectern', ...rights)
  const reports: string[] = []
  const open = async () => {
    const where = address(`${redis.url}?username=lectern&password=the-password&prefix=hall:`)
    const opened = await openRedisLog({ ...where, keep: 1 }, (error) => reports.push(String(error)))
    onTestFinished(() => opened.log.close())
    return opened
  }
  const [{ log, caution }, { log: other }] = [await open(), await open()]
  // It may not read the configuration, so there is no warning.
  expect(caution).toBeUndefined()
  await log.epoch(TALK)
  expect(await log.append(TALK, 0, [move(1), move(2)])).toHaveLength(2)
  await log.saveSnapshot(TALK, { seq: 1, body: '{}' })
  expect(await log.snapshot(TALK)).toEqual({ seq: 1, body: '{}' })
  const heard = new Promise((resolve) => other.onSignal(TALK, resolve))
  log.signal(TALK, { about: 'heads', node: 'a', headcount: { audience: 1, stage: 0, presenter: 0 } })
  await heard
  await new Promise<void>((resolve) => other.lease('the-feed', () => resolve()))
  await redis.client().xadd(`hall:talk:${TALK}`, '*', 'a', 'stranger')
  const got = new Promise((resolve) => other.subscribe(TALK, 2, resolve))
  expect(await log.append(TALK, 2, [move(3)])).toHaveLength(1)
  expect(await got).toMatchObject([{ seq: 3 }])
  expect(reports).toEqual([expect.stringMatching(/Entries of another program were moved .*: 1\.$/)])
  expect((await redis.client().keys('*')).filter((key) => !key.startsWith('hall:'))).toEqual([])
})

test('[N31] one line warns about what this Redis does not persist', async () => {
  const cautions: [string[], RegExp | undefined][] = [
    [[], undefined],
    [
      ['--appendfsync', 'everysec'],
      /^Redis answers before it writes to its disk \(appendfsync everysec\).*\.$/,
    ],
    [['--appendonly', 'no'], /^Redis stores nothing on its disk \(appendonly no\).*\.$/],
    [['--maxmemory-policy', 'allkeys-lru'], /^Redis may delete talks.*allkeys-lru.*noeviction\.$/],
  ]
  for (const [options, line] of cautions) {
    const redis = await server(...options)
    const { log, caution } = await openRedisLog(redis.address())
    await log.close()
    if (line === undefined) expect(caution).toBeUndefined()
    else expect(caution).toMatch(line)
  }
})

test('[N39] rediss:// encrypts, and requires a trusted certificate with the right name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-tls-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { cert, key } = await selfSignedCertificate(null, ['localhost', '127.0.0.1'])
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  await writeFile(certFile, cert)
  await writeFile(keyFile, key)
  const port = await freePort()
  const tls = ['--tls-port', String(port), '--tls-cert-file', certFile, '--tls-key-file', keyFile]
  await server(...tls, '--tls-ca-cert-file', certFile, '--tls-auth-clients', 'no')

  const script = `
    import { openRedisLog } from ${JSON.stringify(new URL('../../server/log/redis/log.ts', import.meta.url).href)}
    import { parseRedisAddress } from ${JSON.stringify(new URL('../../server/redis/address.ts', import.meta.url).href)}
    const opened = await openRedisLog(parseRedisAddress(process.argv[1])).catch((error) => error.message)
    if (typeof opened === 'string') console.log(opened)
    else {
      console.log((await opened.log.append('a-talk', 0, [{ at: 1, by: 'x', id: 'intent-1', event: { type: 'talk/ended' } }])).length)
      await opened.log.close()
    }`
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script, `rediss://localhost:${port}`]
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: certFile }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  await once(child, 'close')
  expect(said).toBe('1\n')
  expect(await refusal(address(`rediss://localhost:${port}`))).toMatch(
    new RegExp(`^Redis at localhost:${port} cannot be reached: .*certificate.*\\.$`),
  )
  expect(await refusal(address(`redis://localhost:${port}`))).toMatch(/^Redis at .* cannot be reached/)
})
