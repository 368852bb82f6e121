/** Summarises the figures of the last full runs as text: `bench/results/capacity.md`, to paste into the README. */
import { readFile, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { machine, type Figure } from './support.ts'

interface Result {
  at: string
  machine: string
  figures: Figure[]
}

const FILE = 'bench/results/capacity.md'
const results = new Map<string, Result>()
for (const bench of ['fan-out', 'herd', 'mixed', 'two-nodes']) {
  const text = await readFile(`bench/results/${bench}.json`, 'utf8').catch(() => null)
  if (text === null) console.log(`${bench} has not been measured here yet: npm run bench -- ${bench}`)
  else results.set(bench, JSON.parse(text) as Result)
}
const text = capacity()
await writeFile(FILE, text)
console.log(`\n${text}\nStored in ${FILE}.`)

function find(bench: string, name: string | RegExp): Figure | undefined {
  return results
    .get(bench)
    ?.figures.find((figure) => (typeof name === 'string' ? figure.name === name : name.test(figure.name)))
}

function say(figure: Figure | undefined, places = 0): string {
  return figure ? `${figure.value.toFixed(places)} ${figure.unit}` : 'not measured'
}

/** Our figure divided by the peer's. */
function beside(figure: Figure | undefined, name: string): string {
  const peer = figure?.peers?.find((each) => each.name === name)
  return figure && peer ? `${(figure.value / peer.value).toFixed(2)} of ${name}'s` : ''
}

function capacity(): string {
  const fanOut = results.get('fan-out')
  const followers = Math.max(
    0,
    ...(fanOut?.figures ?? []).map(({ name }) => Number(/^(\d+) followers: /.exec(name)?.[1] ?? 0)),
  )
  const many = (what: string): Figure | undefined => find('fan-out', `${followers} followers: ${what}`)
  const plain = 'plain Socket.IO'
  const cpu = many('CPU per 1,000 deliveries')
  const last = many('change to the last')
  const memory = find('fan-out', 'memory per idle follower (RSS)')
  const gigabytes = (totalmem() / 1024 ** 3).toFixed(0)
  const lines = [
    `**${followers.toLocaleString('en')} followers on one process: a slide change reaches 99 % of them in ${say(many('change to 99 %'))}** (half of them in ${say(many('change to half of them'))}, the last in ${say(last)}), and it is on disk before it is shown.`,
    '',
    `- One change costs ${say(cpu, 1)} of CPU time per 1,000 followers (${beside(cpu, plain)}) and ${say(find('fan-out', 'bytes on the wire per change and follower'))} per follower on the wire.`,
    `- It reaches the last follower in ${beside(last, plain)} time.`,
    `- An idle follower costs ${say(memory, 1)} of memory (${beside(memory, plain)}). One join costs ${say(find('fan-out', /^join by WebSocket/))} of CPU time.`,
    `- After \`kill -9\` and a restart, 99 % are on the right step again in ${say(find('herd', /after kill -9: 99 % on the right step/))}. The event loop is blocked for ${say(find('herd', /after kill -9: longest stall/))} at most.`,
    `- While ${say(find('mixed', /^followers/)).trim()} followers watch 50 chat messages and 100 posts a second, a change reaches 99 % of them in ${say(find('mixed', 'slide change meanwhile, p99'))}; in a quiet room it takes ${say(find('mixed', 'slide change in a quiet room, p99'))}.`,
    '',
    `Measured ${fanOut?.at.slice(0, 10) ?? ''} on ${fanOut?.machine ?? machine()}, ${gigabytes} GB: one core for the server and one for the crowd, over loopback, without TLS; medians of alternating rounds (\`npm run bench -- capacity\`, [how](docs/benchmarks.md)).`,
  ]
  return `${lines.join('\n')}\n`
}
