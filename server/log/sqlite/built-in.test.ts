/** [L32] Runs the contract suite without the SQLite package: on the module of Node 22 and newer, which Node 20 does not have. */
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { sqliteFile } from '../../../tests/support/sqlite-file.ts'
import { logContract } from '../contract.ts'
import { openSqliteLog } from './log.ts'

vi.mock('@photostructure/sqlite', () => {
  throw new Error('It is not installed.')
})

if (isBuiltin('node:sqlite'))
  logContract(
    'node:sqlite',
    async (place, report) => (await openSqliteLog(join(place, 'lectern.db'), report)).log,
    { durable: true },
  )
else
  test('[L32] without any SQLite, one line says what to do', async () => {
    await expect(openSqliteLog(sqliteFile().file)).rejects.toThrow(
      'SQLite does not run on this machine. Start with --memory, or use Node 22 or newer.',
    )
  })
