/** `npm run bench [name …]`: runs the measurements one after the other; each prints a table and keeps JSON. */
import { spawnSync } from 'node:child_process'

const BENCHES = ['weight', 'first-paint', 'tap-to-paint', 'append', 'start', 'stream', 'chat', 'fan-out']
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !BENCHES.includes(name))
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join(', ')}": choose from ${BENCHES.join(', ')}.`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : BENCHES) {
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', `bench/${name}.ts`], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
