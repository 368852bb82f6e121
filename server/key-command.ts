/** `lectern key`: tells the presenter's key of a data folder, or puts another one in its place. */
import { createAddresses } from './addresses.ts'
import { presenterLink, tellKey } from './greeting.ts'
import { keyOfFolder, renewKeyOfFolder } from './key-file.ts'
import type { Options } from './options.ts'
import { terminal } from './terminal.ts'

/** Prints the link to pair with. Throws one line when there is no key to tell or to renew. */
export async function tellOrRenewKey(options: Options): Promise<void> {
  const { task, data, key: given, port, host, publicUrl, tls } = options
  if (given !== undefined && task === 'new-key')
    throw new Error('The key is given by --key or LECTERN_KEY: change it there, and restart the server.')
  if (data === null) throw new Error('With --memory no key is kept: restart the server for a new one.')
  const known = given ?? (await keyOfFolder(data))
  if (known === null)
    throw new Error(`No server has kept a key in ${data}: name the server's folder with --data.`)
  const presenterKey = task === 'new-key' ? await renewKeyOfFolder(data) : known
  const place = { secure: tls.kind !== 'none', host, port, publicUrl }
  const link = presenterLink({ publicUrl: createAddresses(place).publicUrl(), talks: [], presenterKey })
  const intro =
    task === 'new-key'
      ? 'A new key: every pairing ends within a second. Pair your phone again:'
      : 'Scan with the phone that drives, or open the link on it:'
  process.stdout.write(tellKey(link, terminal(), intro))
}
