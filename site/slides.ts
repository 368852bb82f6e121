/** The styles that slides need on a page without a server, and how such a page starts. */
import 'reveal.js/reveal.css'
import '../client/theme/fonts.css'
import '../client/theme/tokens.css'
import '../client/theme/base.css'
import '../client/theme/slides.css'
import '../client/theme/reveal-parts.css'
import '../client/theme/tight.css'
import '../client/slides-frame.css'
import '../client/lightbox.css'
import { readBoot } from '../client/boot.ts'
import type { Boot } from '../protocol/wire.ts'

export interface Start {
  boot: Boot
  /** The element that reveal.js controls. */
  root: HTMLElement
}

export function readPage(): Start {
  const root = document.querySelector<HTMLElement>('.reveal')
  if (!root) throw new Error('This page has no slides.')
  return { boot: readBoot(), root }
}
