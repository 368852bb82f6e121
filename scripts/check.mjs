/** Runs all scripts `check:…` of package.json side by side, and prints what those that failed say. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

const { scripts } = JSON.parse(await readFile('package.json', 'utf8'))
const checks = Object.entries(scripts).filter(([name]) => name.startsWith('check:'))
await Promise.all(
  checks.map(async ([name, command]) => {
    // One stream for both outputs keeps their order.
    const child = spawn(`${command} 2>&1`, { shell: true, stdio: ['ignore', 'pipe', 'inherit'] })
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    if (code === 0) return
    console.error(`npm run ${name} failed:\n${output}`)
    process.exitCode = 1
  }),
)
