/** Reads what the server has written into a replay's file. */
import type { Recording } from '../../protocol/replay/recording.ts'
import type { Packed } from '../../protocol/replay/packed.ts'

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? ''
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

export function readPacked(): Packed {
  return JSON.parse(textOf('packed')) as Packed
}

/** The files of the deck get addresses of this browser. */
export function withFiles(text: string, files: Packed['files']): string {
  const addresses = new Map<string, string>()
  return text.replace(/lectern-file:(\d+)/g, (name, number: string) => {
    const file = files[Number(number)]
    if (!file) return name
    const known =
      addresses.get(name) ?? URL.createObjectURL(new Blob([bytesOf(file.base64)], { type: file.type }))
    addresses.set(name, known)
    return known
  })
}

export async function readRecording(): Promise<Recording> {
  const zipped = new Blob([bytesOf(textOf('recording'))]).stream()
  const text = await new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).text()
  return JSON.parse(text) as Recording
}

/** Null if the replay has no sound. */
export function readAudio({ audio }: Packed): HTMLAudioElement | null {
  if (!audio) return null
  const element = new Audio(URL.createObjectURL(new Blob([bytesOf(textOf('audio'))], { type: audio.type })))
  element.preservesPitch = true
  return element
}
