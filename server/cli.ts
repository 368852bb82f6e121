#!/usr/bin/env node
/** The command: reads argv and environment, chooses the parts, starts the server. Nothing else reads those. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from './app.ts'
import type { Options } from './options.ts'
import type { OpenedLog } from './log/sqlite.ts'
import type { Certificate } from './certificate.ts'
import type { Pages } from './pages.ts'
// Everything else is imported later: an old Node must live long enough to say that it is old.
import { nodeProblem } from './node-version.ts'

const tooOld = nodeProblem(process.versions.node)
if (tooOld === null) await main()
else fail(tooOld, 1)

async function main(): Promise<void> {
  const { explain, UsageError } = await import('./problem.ts')
  try {
    const { HELP, readOptions } = await import('./options.ts')
    const options = readOptions(process.argv.slice(2), process.env)
    if (options === 'help') process.stdout.write(`${HELP}\n`)
    else if (options === 'version') process.stdout.write(`${await version()}\n`)
    else await start(options)
  } catch (error) {
    fail(explain(error), error instanceof UsageError ? 2 : 1)
  }
}

function fail(line: string, code: number): never {
  process.stderr.write(`lectern: ${line}\n`)
  process.exit(code)
}
