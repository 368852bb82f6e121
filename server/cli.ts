#!/usr/bin/env node
/** The command: the only reader of argv and environment, and the only place that chooses a log. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenedLog, Report } from './log/log.ts'
import type { Options } from './command/options.ts'
import type { ServeOptions } from './serve.ts'
// Everything else is imported later, so that an old Node gets as far as the message that it is too old.
import { nodeProblem } from './base/node-version.ts'

const tooOld = nodeProblem(process.versions.node)
if (tooOld === null) await main()
else fail(tooOld, 1)

async function main(): Promise<void> {
  const { explain, UsageError } = await import('./base/errors.ts')
  try {
    const { HELP, readOptions } = await import('./command/options.ts')
    const options = readOptions(process.argv.slice(2), process.env)
    if (options === 'help') return void process.stdout.write(`${HELP}\n`)
    const { version } = await import('./base/version.ts')
    if (options === 'version') process.stdout.write(`${version()}\n`)
    else await run(options)
  } catch (error) {
    fail(explain(error), error instanceof UsageError ? 2 : 1)
  }
}

async function run(options: Options): Promise<void> {
  switch (options.task) {
    case 'serve':
    case 'new':
      return startServer({ ...options, deck: await deckOf(options) })
    case 'check':
      return void (process.exitCode = (await checkTalk(options)) ? 0 : 1)
    case 'schema': {
      const { deckSchema } = await import('./command/deck-schema.ts')
      return void process.stdout.write(`${JSON.stringify(deckSchema, null, 2)}\n`)
    }
    case 'export':
      if (options.exported && 'steps' in options.exported)
        return (await import('./command/export-deck.ts')).exportDeck(options, openLog)
      return (await import('./command/export-command.ts')).exportTalk(options, openLog)
    case 'runs':
      return (await import('./command/runs-command.ts')).tellOfRuns(options, openLog)
    case 'fetch': {
      const { fetchDeck } = await import('./command/fetch-deck.ts')
      const { privateHosts, deck } = options
      const { failed } = await fetchDeck(deck ?? '', privateHosts, (line) =>
        process.stdout.write(`${line}\n`),
      )
      if (failed > 0) process.exitCode = 1
      return
    }
    case 'show-key':
    case 'new-key':
      return (await import('./command/key-command.ts')).tellOrRenewKey(options)
  }
}

async function deckOf({ task, deck }: Options): Promise<string> {
  const { chooseDeck } = await import('./command/choose-deck.ts')
  const { stdin: input, stdout: output } = process
  const interactive = input.isTTY && output.isTTY
  const chosen = deck === null ? await chooseDeck(process.cwd(), { input, output, interactive }) : { deck }
  if (task !== 'new' && !chosen.isNew) return chosen.deck
  const { writeNewDeck } = await import('./command/new-deck.ts')
  await writeNewDeck(chosen.deck)
  return chosen.deck
}

/** Prints the checks. Resolves to whether all are good. */
async function checkTalk(options: Options): Promise<boolean> {
  const { createCompiler } = await import('./deck/compiler.ts')
  const { check } = await import('./command/check-command.ts')
  const { checkText } = await import('./command/check-text.ts')
  const { terminal } = await import('./command/terminal.ts')
  const compiler = createCompiler()
  try {
    const { chooseDeck } = await import('./command/choose-deck.ts')
    const { stdin: input, stdout: output } = process
    const nobody = { input, output, interactive: false }
    const checked = await check(options, compiler, async () => (await chooseDeck(process.cwd(), nobody)).deck)
    process.stdout.write(checkText(checked, terminal()))
    return checked.every(({ rows }) => rows.every(({ good }) => good))
  } finally {
    compiler.close()
  }
}

async function startServer(options: ServeOptions): Promise<void> {
  const { createCompiler } = await import('./deck/compiler.ts')
  const compiler = createCompiler()
  // The compiler's thread loads its modules while this thread loads the server's.
  compiler.warm()
  const { serve } = await import('./serve.ts')
  await serve(options, openLog, compiler)
}

async function openLog({ data, redis }: Options, report: Report): Promise<OpenedLog> {
  if (redis !== null) {
    const { openRedisLog } = await import('./log/redis/log.ts')
    return openRedisLog(redis, report)
  }
  if (data === null) {
    const { openMemoryLog } = await import('./log/memory.ts')
    return { log: openMemoryLog(report), keptAside: null }
  }
  const { openSqliteLog } = await import('./log/sqlite/log.ts')
  const { DATABASE } = await import('./log/sqlite/file.ts')
  return openSqliteLog(join(data, DATABASE), report)
}

function fail(line: string, code: number): never {
  try {
    writeSync(2, `lectern: ${line}\n`)
  } finally {
    process.exit(code)
  }
}
