/** Tests that a port for a test is not used by another process, and that nobody listens on it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePort, isFree, takePort } from './ports.ts'

/** Another process that takes five ports and lives until it is killed. */
async function another() {
  const script = `import { freePort } from './tests/support/ports.ts'
    const ports = []
    while (ports.length < 5) ports.push(await freePort())
    console.log(JSON.stringify(ports))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    ports: JSON.parse(said.toString()) as number[],
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('[Z8] a port belongs to one process until that process ends, however it ends', async () => {
  const own = await Promise.all(Array.from({ length: 20 }, freePort))
  expect(new Set(own).size).toBe(20)

  const { ports, kill } = await another()
  const takeAll = (): Promise<boolean[]> => Promise.all(ports.map(takePort))
  expect(await takeAll()).not.toContain(true)
  await kill()
  // A test elsewhere may get one of them at this moment, but not all five.
  expect(await takeAll()).toContain(true)
})

test.each(['127.0.0.1', '127.0.0.3', '0.0.0.0'])(
  '[Z8] a port with a listener at %s is not free',
  async (host) => {
    const listener = createServer().listen(0, host)
    await once(listener, 'listening')
    expect(await isFree((listener.address() as AddressInfo).port)).toBe(false)
    listener.close()
  },
)
