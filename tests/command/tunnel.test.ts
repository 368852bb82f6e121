/** A public address through a real sshd: the built program, a stage on the laptop, a phone and a follower outside. */
import { expect, onTestFinished, test } from 'vitest'
import { connected, follow, present } from '../support/browsers.ts'
import { DECK, TALK } from '../support/deck.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { freePort } from '../support/ports.ts'
import { spawnWith } from '../support/program.ts'
import { startSshd } from '../support/sshd.ts'
import { temporaryFolder } from '../support/server.ts'

test('[C6] [C7] [C8] [C9] a tunnel by ssh leads to the talk, comes back after a lost line, and ends with the program', async () => {
  const sshd = await startSshd()
  const line = await startFaultProxy(sshd.port)
  onTestFinished(line.close)
  const there = await freePort()
  const program = await spawnWith({
    deck: DECK,
    port: 0,
    options: [
      '--data',
      await temporaryFolder(),
      '--tunnel',
      `ssh://${sshd.user}@127.0.0.1:${line.port}?bind=127.0.0.1:${there}`,
    ],
    env: await sshd.env(line.port),
  })
  onTestFinished(program.killHard)
  const outside = `http://127.0.0.1:${there}`
  await expect.poll(program.said).toContain(`Audience   ${outside}/`)
  const key = /#key=(\S+)/.exec(program.said())?.[1] ?? ''

  const { page: stage } = await follow(program, `/${TALK}/stage`, { unstable: true })
  const follower = await follow({ url: outside }, `/${TALK}/`, { unstable: true })
  await connected(follower.page)
  const shownAddress = (): Promise<string | null> => stage.locator('#join-address').textContent()
  expect(await shownAddress()).toBe(`127.0.0.1:${there}`)
  const phone = await present({ url: outside, key }, TALK, { unstable: true })
  await phone.page.context().close()

  line.set({ refusing: true })
  line.cut('rst')
  await expect
    .poll(program.said)
    .toMatch(/The public address is gone: ssh \S+: .*\. It is tried again by itself/)
  await expect.poll(shownAddress).toBe(new URL(program.url).host)
  line.set({ refusing: false })
  await expect.poll(program.said).toContain(`The public address is back: ${outside}`)
  await expect.poll(shownAddress).toBe(`127.0.0.1:${there}`)
  const code = stage.locator('#join-code')
  expect(await code.getAttribute('src')).toBe(`join.svg?for=${encodeURIComponent(`${outside}/`)}`)
  await connected(follower.page)

  await program.killHard()
  const answers = (): Promise<boolean> =>
    fetch(`${outside}/healthz`).then(
      () => true,
      () => false,
    )
  await expect.poll(answers).toBe(false)
  // The ssh client has ended, too, and does not wait for another server.
  await expect.poll(() => line.connections).toBe(0)
})
