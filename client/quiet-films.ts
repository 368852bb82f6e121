/** Films on a follower's screen: paused, silent and without data until requested. Loaded only for decks with films. */
import { words } from './words.ts'

/** Called before reveal.js sees the slides, so that nothing starts or loads by itself. */
export function quietFilms(slides: ParentNode): void {
  for (const film of slides.querySelectorAll('video')) {
    film.pause()
    film.autoplay = false
    film.removeAttribute('data-autoplay')
    film.muted = true
    film.controls = true
    film.playsInline = true
    film.preload = 'none'
  }
  for (const sound of slides.querySelectorAll('audio')) {
    sound.pause()
    sound.autoplay = false
    sound.controls = true
    sound.preload = 'none'
  }
  for (const slide of slides.querySelectorAll<HTMLElement>('[data-background-video]')) {
    slide.dataset['film'] = slide.dataset['backgroundVideo'] ?? ''
    slide.removeAttribute('data-background-video')
  }
}

/** Offers to play the film in the background; `background` is the element where reveal.js would play it. */
export function offerFilm(root: HTMLElement, slide: HTMLElement, background: Element | undefined): void {
  const before = root.querySelector<HTMLElement>(':scope > .play-film')
  const { film } = slide.dataset
  if (before && before.dataset['film'] === film && film !== undefined) return
  before?.remove()
  for (const old of root.querySelectorAll('.backgrounds video')) old.remove()
  const place = background?.querySelector('.slide-background-content')
  if (film === undefined || !place) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'play-film button'
  button.dataset['film'] = film
  button.textContent = words.shell.playFilm
  let video: HTMLVideoElement | undefined
  button.addEventListener('click', () => {
    if (!video) {
      video = filmOf(film, slide)
      place.append(video)
    }
    if (video.paused) void video.play().catch(() => (button.textContent = words.shell.noFilm))
    else video.pause()
    button.textContent = video.paused ? words.shell.playFilm : words.shell.pauseFilm
  })
  root.append(button)
}

function filmOf(addresses: string, slide: HTMLElement): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.loop = slide.hasAttribute('data-background-video-loop')
  for (const address of addresses.split(',')) {
    const source = document.createElement('source')
    source.src = address.trim()
    video.append(source)
  }
  return video
}
