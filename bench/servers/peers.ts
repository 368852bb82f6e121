/** Installs the peers from npm into the system's temporary folder, once for each version. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

interface Peer {
  name: string
  version: string
  /** More that it needs beside it. */
  beside?: Record<string, string>
  overrides?: Record<string, string>
}

export const MULTIPLEX: Peer = { name: 'reveal-multiplex', version: '0.1.0' }

/** The newest that the Node at hand runs: 53 asks for Node 22.12. */
export function slidev(): Peer {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const recent = major > 22 || (major === 22 && minor >= 12)
  return {
    name: '@slidev/cli',
    version: recent ? '53.0.0' : '52.20.1',
    // One of the next version's parts is missing in some registries.
    overrides: { unocss: '66.10.5', '@unocss/extractor-mdc': '66.10.5', '@unocss/reset': '66.10.5' },
  }
}

/** The folder with the peer in its node_modules. Throws with npm's last line. */
export async function install({ name, version, beside = {}, overrides }: Peer): Promise<string> {
  const folder = join(tmpdir(), `lectern-bench-peers/${name.replace('/', '-')}-${version}`)
  if (existsSync(folder)) return folder
  // Beside and moved at the end, so that what was cut short is never taken for whole.
  const made = `${folder}-${process.pid}`
  await mkdir(made, { recursive: true })
  try {
    const manifest = { private: true, dependencies: { [name]: version, ...beside }, overrides }
    await writeFile(join(made, 'package.json'), JSON.stringify(manifest))
    console.log(`Installing ${name} ${version} …`)
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: made,
    })
    await rename(made, folder)
    return folder
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    const { stderr = '', message } = error as Error & { stderr?: string }
    throw new Error(stderr.trim().split('\n').at(0) || message, { cause: error })
  }
}
