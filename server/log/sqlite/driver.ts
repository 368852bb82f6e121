/** Loads SQLite: the package with its own binary, or the module built into newer versions of Node. */
import type * as sqlite from '@photostructure/sqlite'

export type Database = sqlite.DatabaseSyncInstance

/** The common interface of both. */
export type Sqlite = Pick<typeof sqlite, 'DatabaseSync'>

/** Rejects with a one-line message if this machine has neither. */
export async function loadSqlite(): Promise<Sqlite> {
  try {
    return await import('@photostructure/sqlite')
  } catch (cause) {
    // In a variable, because Node 20 has no such module and bundlers must not resolve it.
    const builtIn = 'node:sqlite'
    try {
      return (await import(builtIn)) as typeof sqlite
    } catch {
      throw new Error('SQLite does not run on this machine. Start with --memory, or use Node 22 or newer.', {
        cause,
      })
    }
  }
}
