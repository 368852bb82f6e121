/** Tests for chromium.ts and browsers.ts. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { visit } from './browsers.ts'
import { startServer } from './server.ts'

test('[Z9] two persons of a story use one browser and share no cookie and no storage', async () => {
  const server = await startServer()
  const [one, other] = [await visit(server, '/'), await visit(server, '/')]
  expect(other.context.browser()).toBe(one.context.browser())
  await one.page.evaluate(() => {
    document.cookie = 'mine=1'
    localStorage.setItem('mine', '1')
  })
  const mine = () => [document.cookie.includes('mine'), localStorage.getItem('mine')]
  expect(await one.page.evaluate(mine)).toEqual([true, '1'])
  expect(await other.page.evaluate(mine)).toEqual([false, null])
})

test('[Z9] only one file starts a browser for the stories', () => {
  const starting = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && /\bchromium\s*\.launch/.test(readFileSync(join('tests', name), 'utf8')),
  )
  expect(starting).toEqual([join('support', 'shared-chromium.ts')])
})
