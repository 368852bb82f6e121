/** Fails if the lockfile contains a version with a known vulnerability in a network-facing package; names each in one line. */
import { readFileSync } from 'node:fs'
import { unsafeVersions } from './unsafe-versions.ts'

const unsafe = unsafeVersions(JSON.parse(readFileSync('package-lock.json', 'utf8')))
for (const line of unsafe) console.error(line)
if (unsafe.length > 0) process.exitCode = 1
