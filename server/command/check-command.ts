/** `lectern check`: what a talk still needs, from the server that runs it, or else from this folder and computer. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, resolve } from 'node:path'
import { bad, good, type CheckAnswer, type CheckFacts, type CheckRow } from '../../protocol/check.ts'
import { checkRows, deckRow, diskRow } from '../../protocol/check-rows.ts'
import { ENGLISH } from '../../protocol/words/speech.ts'
import { explain, explainListen, reason } from '../base/errors.ts'
import type { Compiler } from '../deck/compiler.ts'
import { findDecks } from '../deck/load.ts'
import { diskOf } from '../ops/check.ts'
import { answersAt } from '../tunnel/answers.ts'
import { chooseTunnel } from '../tunnel/choose.ts'
import { createAddresses, loopbackUrl } from './addresses.ts'
import { askForChecks } from './ask-server.ts'
import { storedKey } from './key-command.ts'
import type { Options } from './options.ts'

export interface Checked {
  /** Empty for rows that are about no talk. */
  title: string
  rows: CheckRow[]
}

/** `deck` chooses a deck if none was named and no server runs. */
export async function check(
  options: Options,
  compiler: Pick<Compiler, 'load'>,
  chooseDeck: () => Promise<string>,
): Promise<Checked[]> {
  const { host, port, deck } = options
  const url = loopbackUrl(options, port)
  const answer = await askForChecks(url, await storedKey(options))
  if (answer === 'other-key')
    return [
      about([bad('Server', `A Lectern with another key runs on port ${port}.`, 'Use its --data or --key.')]),
    ]
  if (answer === 'no-server') {
    const server = [
      await portRow(host, port),
      networkRow(options),
      ...(await dataRows(options)),
      ...tunnelRows(options),
    ]
    return [...(await deckRows(deck ?? (await chooseDeck()), compiler)), about(server)]
  }
  return [...(await runningTalks(answer, deck, compiler)), about([await addressRow(answer.address)])]
}

const about = (rows: CheckRow[]): Checked => ({ title: '', rows })

/** A deck that the server does not run is checked by itself. */
async function runningTalks(
  { talks }: CheckAnswer,
  deck: string | null,
  compiler: Pick<Compiler, 'load'>,
): Promise<Checked[]> {
  const wanted = deck === null ? null : (await findDecks(deck)).map(({ id }) => id)
  const running = talks.filter(({ talk }) => wanted?.includes(talk) ?? true)
  if (deck === null || running.length > 0)
    return running.map(({ title, facts }) => ({
      title,
      rows: [phoneRow(facts), ...checkRows(facts, ENGLISH)],
    }))
  const row = bad('Server', `It runs ${talks.map(({ talk }) => talk).join(', ')}.`, `Start it with ${deck}.`)
  return [...(await deckRows(deck, compiler)), about([row])]
}

/** Only here, because a phone that asks is connected. */
function phoneRow({ phones }: CheckFacts): CheckRow {
  if (phones === 0)
    return bad(
      'Phone',
      'No phone is connected.',
      'Scan the code of the terminal (lectern key shows it again), and keep the page open.',
    )
  return good('Phone', phones === 1 ? 'One is connected.' : `${phones} are connected.`)
}

async function deckRows(deck: string, compiler: Pick<Compiler, 'load'>): Promise<Checked[]> {
  const checked: Checked[] = []
  for (const source of await findDecks(deck)) {
    const { title, warnings } = await compiler.load(source)
    checked.push({ title, rows: [deckRow(warnings, ENGLISH)] })
  }
  return checked
}

async function addressRow(address: string): Promise<CheckRow> {
  if (await answersAt(address))
    return good('Address', `${address} answers from here. More → Check asks it from the phone.`)
  return bad(
    'Address',
    `${address} does not answer from here.`,
    'Check the network, the firewall and --public-url.',
  )
}

/** Whether the server could listen. */
async function portRow(host: string, port: number): Promise<CheckRow> {
  const server = createServer()
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail)
      server.listen({ host, port, exclusive: true }, done)
    })
    return good('Server', `It does not run yet. Port ${port} is free.`)
  } catch (error) {
    return bad(
      'Server',
      explain(explainListen(error, host, port)),
      'Choose another port, or end that program.',
    )
  } finally {
    server.close()
  }
}

function networkRow({ host, port, tls, publicUrl, tunnel }: Options): CheckRow {
  const url = createAddresses({ secure: tls.kind !== 'none', host, port, publicUrl }).publicUrl()
  const { hostname } = new URL(url)
  const onlyHere = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]'
  if (onlyHere && tunnel === null)
    return bad(
      'Address',
      'Only this computer would reach the talk.',
      'Connect to the Wi-Fi of the room, or use --tunnel.',
    )
  return good(
    'Address',
    `The audience would use ${url}${tunnel === null ? '' : ' until the tunnel is open'}.`,
  )
}

function tunnelRows({ tunnel, publicUrl }: Options): CheckRow[] {
  if (tunnel === null) return []
  try {
    return [good('Tunnel', `It would be opened by ${chooseTunnel(tunnel, publicUrl).name}.`)]
  } catch (error) {
    return [bad('Tunnel', explain(error), 'Install it, or leave out --tunnel.')]
  }
}

async function dataRows({ data, redis }: Options): Promise<CheckRow[]> {
  if (redis !== null) return []
  const { storage, forgetful } = ENGLISH.words.phone.check
  if (data === null) return [good(storage, forgetful)]
  const folder = await existing(resolve(data))
  try {
    await access(folder, constants.W_OK)
  } catch (error) {
    return [
      bad(
        storage,
        `Nothing can be written in ${folder}: ${reason(error)}.`,
        'Choose another folder with --data.',
      ),
    ]
  }
  return [diskRow({ ...(await diskOf(folder)), folder: data }, ENGLISH)]
}

/** The folder, or the nearest one above it that exists. */
async function existing(folder: string): Promise<string> {
  try {
    await access(folder)
    return folder
  } catch {
    return dirname(folder) === folder ? folder : existing(dirname(folder))
  }
}
