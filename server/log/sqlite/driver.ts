/** Finds SQLite: the package that brings its own binary, or the one built into newer versions of Node. */
import type * as sqlite from '@photostructure/sqlite'

export type Database = sqlite.DatabaseSyncInstance

/** What SQLite's packages have in common. */
export type Sqlite = Pick<typeof sqlite, 'DatabaseSync'>

/** Rejects with one readable line when this machine has neither. */
export async function loadSqlite(): Promise<Sqlite> {
  try {
    return await import('@photostructure/sqlite')
  } catch (cause) {
    // A variable, since Node 20 has no such module and bundlers must not look for it.
    const builtIn = 'node:sqlite'
    try {
      return (await import(builtIn)) as typeof sqlite
    } catch {
      throw new Error('No SQLite runs on this machine. Start with --memory, or use Node 22 or newer.', {
        cause,
      })
    }
  }
}
