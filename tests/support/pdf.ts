/** Writes small PDF files for tests. */

export interface PdfPageSource {
  /** Lines from top to bottom, with their size in points. */
  lines?: [text: string, size: number][]
  /** Of the rectangle [left, bottom, right, top]; a number is a page. */
  links?: { to: string | number; rect: [number, number, number, number] }[]
  /** Text annotations. */
  notes?: string[]
  /** Width and height in points. */
  size?: [number, number]
  /** A colour for the whole page, as PDF writes it: `1 0 0`. */
  fill?: string
  /** More operators of the page's content. */
  more?: string
}

export interface PdfOptions {
  /** Entries of the document's information, as `/Title (A talk)`. */
  info?: string
  /** More entries of the catalogue, as `/Lang (de)`. */
  catalogue?: string
  /** More entries of the trailer. */
  trailer?: string
  /** More objects by name; each page's content can draw them as forms. */
  forms?: Record<string, string>
}

const literal = (text: string): string => `(${text.replace(/[\\()]/g, '\\$&')})`

export function writePdf(
  pages: PdfPageSource[],
  { info = '', catalogue = '', trailer = '', forms = {} }: PdfOptions = {},
): Buffer {
  const objects: string[] = []
  const add = (text: string): number => objects.push(text)
  const stream = (dictionary: string, data: string): number =>
    add(`<< ${dictionary} /Length ${Buffer.byteLength(data, 'latin1')} >>\nstream\n${data}\nendstream`)
  // The numbers of the first three objects are fixed, because others refer to them.
  add(`<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`)
  add('')
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  const names = Object.keys(forms)
  const formNumber = (name: string): number => 4 + names.indexOf(name)
  const resources = `/Resources << /Font << /F 3 0 R >> /XObject << ${names.map((name) => `/${name} ${formNumber(name)} 0 R`).join(' ')} >> >>`
  for (const name of names)
    stream(`/Type /XObject /Subtype /Form /BBox [0 0 960 540] ${resources}`, forms[name] ?? '')

  // Each page is three objects and its annotations; links need the numbers of all pages.
  const first = 4 + names.length
  const sizes = pages.map(({ links = [], notes = [] }) => 2 + links.length + notes.length)
  const numbers = pages.map((_, i) => first + sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
  for (const [i, page] of pages.entries()) {
    const { lines = [], links = [], notes = [], size = [960, 540], fill, more = '' } = page
    const own = numbers[i] ?? 0
    const annotations = [...links, ...notes].map((_, at) => `${own + 2 + at} 0 R`).join(' ')
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size.join(' ')}] ${resources} /Contents ${own + 1} 0 R /Annots [${annotations}] >>`,
    )
    let y = size[1]
    const text = lines.map(([words, points]) => {
      y -= points * 1.3
      return `BT /F ${points} Tf 40 ${y} Td ${literal(words)} Tj ET`
    })
    const background = fill === undefined ? '' : `q ${fill} rg 0 0 ${size.join(' ')} re f Q`
    stream('', [background, ...text, more].join('\n'))
    for (const { to, rect } of links) {
      const target =
        typeof to === 'number'
          ? `/Dest [${numbers[to - 1] ?? 99_999} 0 R /Fit]`
          : `/A << /S /URI /URI ${literal(to)} >>`
      add(`<< /Type /Annot /Subtype /Link /Rect [${rect.join(' ')}] ${target} >>`)
    }
    for (const note of notes)
      add(`<< /Type /Annot /Subtype /Text /Rect [900 500 920 520] /Contents ${literal(note)} >>`)
  }
  objects[1] = `<< /Type /Pages /Count ${pages.length} /Kids [${numbers.map((n) => `${n} 0 R`).join(' ')}] >>`
  const infoNumber = add(`<< ${info} >>`)

  let file = '%PDF-1.7\n'
  const offsets = objects.map((text, i) => {
    const at = file.length
    file += `${i + 1} 0 obj\n${text}\nendobj\n`
    return at
  })
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${infoNumber} 0 R ${trailer} >>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${end}`, 'latin1')
}

/** A password is needed to read it. */
export const encryptedPdf = (): Buffer =>
  writePdf([{ lines: [['Secret', 40]] }], {
    trailer: `/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`,
  })

/** Each form draws the next one ten times: ten thousand million lines of text. */
export function bombPdf(): Buffer {
  const forms = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => {
      const inner = i === 9 ? 'BT /F 12 Tf (x) Tj ET' : `/N${i + 1} Do\n`.repeat(10)
      return [`N${i}`, inner]
    }),
  )
  return writePdf([{ lines: [['Bomb', 40]], more: '/N0 Do' }], { forms })
}
