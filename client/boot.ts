/** Reads the data that the server wrote into this page for its script. */
import type { Boot } from '../protocol/wire.ts'

export function readBoot(): Boot {
  const text = document.getElementById('boot')?.textContent
  if (!text) throw new Error('This page was not made by Lectern: it has no #boot element.')
  return JSON.parse(text) as Boot
}
