/** Installs the peers from npm into the system's temporary folder, once per version. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

interface Peer {
  name: string
  version: string
  /** Packages that it needs in addition. */
  beside?: Record<string, string>
  overrides?: Record<string, string>
}

export const MULTIPLEX: Peer = { name: 'reveal-multiplex', version: '0.1.0' }

/** The newest version for the current Node: 53 needs Node 22.12. */
export function slidev(): Peer {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const recent = major > 22 || (major === 22 && minor >= 12)
  return {
    name: '@slidev/cli',
    version: recent ? '53.0.0' : '52.20.1',
    // A dependency of the next version is missing in some registries.
    overrides: { unocss: '66.10.5', '@unocss/extractor-mdc': '66.10.5', '@unocss/reset': '66.10.5' },
  }
}

/** The folder that has the peer in its node_modules. Throws npm's last line. */
export async function install({ name, version, beside = {}, overrides }: Peer): Promise<string> {
  const folder = join(tmpdir(), `lectern-bench-peers/${name.replace('/', '-')}-${version}`)
  if (existsSync(folder)) return folder
  // Installed in a temporary folder and moved at the end, so that an interrupted install is not used.
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
