/** The overlay for `data-preview-image`, `-video` and `-link`, only on this screen; loaded when it is first opened. */
import { words } from './words.ts'

let opened: HTMLDialogElement | undefined

/** May be called when nothing is open. */
export function closeLightbox(): void {
  opened?.close()
}

/** `sound`: a film may have sound, because a click requested it. */
export function openLightbox(preview: HTMLElement, sound: boolean): void {
  closeLightbox()
  const content = contentOf(preview, sound)
  if (!content) return
  const dialog = document.createElement('dialog')
  dialog.className = 'lightbox'
  dialog.ariaLabel = preview.getAttribute('alt') || preview.title || words.shell.preview
  dialog.dataset['fit'] = preview.dataset['previewFit'] ?? 'scale-down'
  const close = document.createElement('button')
  close.type = 'button'
  close.className = 'button'
  close.textContent = words.shell.close
  close.addEventListener('click', () => dialog.close())
  dialog.append(close, content)
  dialog.addEventListener('close', () => {
    dialog.remove()
    if (opened === dialog) opened = undefined
  })
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || content instanceof HTMLImageElement) dialog.close()
  })
  // Keys do not move slides while the overlay is open; Escape closes it.
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === ' ' || event.key === 'Enter') event.stopPropagation()
  })
  document.body.append(dialog)
  opened = dialog
  dialog.showModal()
}

function contentOf(preview: HTMLElement, sound: boolean): HTMLElement | null {
  const { previewImage, previewVideo, previewLink } = preview.dataset
  if (previewImage !== undefined) {
    const image = document.createElement('img')
    image.src = previewImage || (preview.getAttribute('src') ?? '')
    image.alt = preview.getAttribute('alt') ?? ''
    return image
  }
  if (previewVideo !== undefined) {
    const film = document.createElement('video')
    film.src =
      previewVideo ||
      (preview.getAttribute('src') ?? preview.querySelector('source')?.getAttribute('src') ?? '')
    film.controls = true
    film.autoplay = true
    film.loop = preview.dataset['previewLoop'] === 'true'
    film.muted = !sound || preview.dataset['previewMuted'] === 'true'
    film.playsInline = true
    return film
  }
  const address = previewLink?.startsWith('http') ? previewLink : preview.getAttribute('href')
  if (!address) return null
  const url = new URL(address, location.href)
  if (!/^https?:$/.test(url.protocol)) return null
  return url.origin === location.origin ? frameOf(url) : linkTo(url, preview)
}

function frameOf(url: URL): HTMLElement {
  const frame = document.createElement('iframe')
  if (!/\.pdf$/i.test(url.pathname)) frame.setAttribute('sandbox', 'allow-scripts')
  frame.src = url.href
  return frame
}

/** No page of ours loads anything from another host. */
function linkTo(url: URL, preview: HTMLElement): HTMLElement {
  const link = document.createElement('a')
  link.className = 'remote-page'
  link.href = url.href
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
  const title = document.createElement('strong')
  title.textContent = preview.textContent?.trim() ?? ''
  const host = document.createElement('span')
  host.textContent = url.host
  link.append(title, ' ', host)
  return link
}
