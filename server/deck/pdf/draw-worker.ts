/** The program of the thread that draws pages: it receives pages of a PDF and sends WebP pictures. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import encode, { init as initEncoder } from '@jsquash/webp/encode.js'

export interface DrawJob {
  /** The same for all pages of a file. */
  hash: string
  bytes: Uint8Array
  /** From 1. */
  page: number
}
/** The first message says that the thread has started. */
export type Drawn = { webp: ArrayBuffer } | { error: string } | { started: true }

/** A page is drawn as large as it fits into this box: sharp on a projector, and still small for a phone. */
const MOST_WIDTH = 1920
const MOST_HEIGHT = 1440
/** Measured: slides of text have 20 to 30 KB, with photos 60 to 90 KB. */
const QUALITY = { quality: 85, method: 2 }
/** A page that needs more is stopped. */
const MOST_MEMORY = 1 << 30
const TOO_MUCH = 'it needs more than 1 GB of memory'
/** Of pdfium: draw annotations, and red first. */
const FLAGS = 0x01 | 0x10
/** Text annotations and their pop-ups are the speaker's notes. */
const NOTES = new Set([1, 16])

const find = createRequire(import.meta.url)
const wasm = async (name: string): Promise<ArrayBuffer> =>
  new Uint8Array(await readFile(find.resolve(name))).buffer
const [pdfium] = await Promise.all([startPdfium(), startEncoder()])
/** Its type does not declare it. It is another array after the memory has grown. */
const heap = (): Uint8Array => (pdfium.pdfium as unknown as { HEAPU8: Uint8Array }).HEAPU8
let opened: { hash: string; document: number } | undefined
/** pdfium ends with an error that does not name the reason. */
let memoryFull = false

async function startPdfium(): Promise<WrappedPdfiumModule> {
  const started = await init({ wasmBinary: await wasm('@embedpdf/pdfium/pdfium.wasm') })
  const { memory } = started.pdfium.wasmExports as unknown as { memory: WebAssembly.Memory }
  const grow = memory.grow.bind(memory)
  memory.grow = (pages) => {
    memoryFull = memory.buffer.byteLength + pages * 65_536 > MOST_MEMORY
    if (memoryFull) throw new RangeError('Too much memory.')
    return grow(pages)
  }
  started.PDFiumExt_Init()
  return started
}

async function startEncoder(): Promise<void> {
  await initEncoder({ wasmBinary: await wasm('@jsquash/webp/codec/enc/webp_enc_simd.wasm') })
}

/** A file stays open until a page of another one is drawn. */
function open({ hash, bytes }: DrawJob): number {
  if (opened?.hash === hash) return opened.document
  if (opened) throw new Error('This thread has another file open.')
  const { malloc } = pdfium.pdfium.wasmExports
  const at = malloc(bytes.length)
  heap().set(bytes, at)
  const document = pdfium.FPDF_LoadMemDocument(at, bytes.length, '')
  if (!document) throw new Error(`the file cannot be opened (error ${pdfium.FPDF_GetLastError()})`)
  opened = { hash, document }
  return document
}

function removeNotes(page: number): void {
  for (let i = pdfium.FPDFPage_GetAnnotCount(page) - 1; i >= 0; i -= 1) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, i)
    const kind = annotation ? pdfium.FPDFAnnot_GetSubtype(annotation) : 0
    if (annotation) pdfium.FPDFPage_CloseAnnot(annotation)
    if (NOTES.has(kind)) pdfium.FPDFPage_RemoveAnnot(page, i)
  }
}

async function draw(job: DrawJob): Promise<ArrayBuffer> {
  const page = pdfium.FPDF_LoadPage(open(job), job.page - 1)
  if (!page) throw new Error('the page is damaged')
  removeNotes(page)
  const [wide, high] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]
  const scale = Math.min(MOST_WIDTH / wide, MOST_HEIGHT / high)
  const width = Math.max(1, Math.round(wide * scale))
  const height = Math.max(1, Math.round(high * scale))
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
  if (!bitmap) throw new Error('the picture does not fit into the memory')
  pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
  pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, FLAGS)
  const at = pdfium.FPDFBitmap_GetBuffer(bitmap)
  const data = new Uint8ClampedArray(heap().slice(at, at + width * height * 4).buffer)
  pdfium.FPDFBitmap_Destroy(bitmap)
  pdfium.FPDF_ClosePage(page)
  return encode({ data, width, height, colorSpace: 'srgb' }, QUALITY)
}

function say(drawn: Drawn): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin.
  parentPort?.postMessage(drawn)
}

parentPort?.on('message', (job: DrawJob) => {
  draw(job).then(
    (webp) => say({ webp }),
    (error: unknown) => say({ error: memoryFull ? TOO_MUCH : String(error).replace(/^Error: /, '') }),
  )
})
say({ started: true })
