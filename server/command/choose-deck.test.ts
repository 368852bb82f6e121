/** Tests what is offered at the terminal when no deck is named. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/support/server.ts'
import { chooseDeck, TOUR, type Terminal } from './choose-deck.ts'

function terminal(...answers: string[]): Terminal & { said: () => string } {
  const [input, output] = [new PassThrough(), new PassThrough()]
  let said = ''
  output.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.endsWith(']: ') && answers.length > 0) input.write(`${answers.shift()}\n`)
  })
  return { input, output, interactive: true, said: () => said }
}

test('[C2] the folder slides is presented without a question', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'slides'))
  expect(await chooseDeck(folder, terminal())).toEqual({ deck: join(folder, 'slides') })
})

test('[C2] otherwise the decks of this folder, a new one and the tour are offered', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'monday.md'), '# Monday')
  await mkdir(join(folder, 'bread'))
  await writeFile(join(folder, 'bread', 'deck.md'), '# Bread')
  const asked = terminal('')
  expect(await chooseDeck(folder, asked)).toMatchObject({ deck: join(folder, 'bread') })
  expect(asked.said()).toMatch(/1 {2}bread\n {2}2 {2}monday\.md\n {2}3 {2}a new deck\n {2}4 {2}a tour/)
  expect(await chooseDeck(folder, terminal('9', 'x', '2'))).toMatchObject({ deck: join(folder, 'monday.md') })
  expect(await chooseDeck(folder, terminal('4'))).toMatchObject({ deck: TOUR })
  expect(await chooseDeck(folder, terminal('3', 'my-next'))).toEqual({ deck: 'my-next', isNew: true })
})

test('[C2] without a person at the terminal, one line says what to type', async () => {
  const folder = await temporaryFolder()
  await expect(chooseDeck(folder, { ...terminal(), interactive: false })).rejects.toThrow(
    /no folder slides here: name a deck, or begin with “lectern new my-talk”/,
  )
})
