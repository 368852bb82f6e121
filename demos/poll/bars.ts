/** Bars that grow by a transform, so that nothing else on the page moves. */

/** `part` is from 0 to 1. */
export function setBar(fill: HTMLElement, part: number): void {
  fill.style.setProperty('--part', String(Math.max(0, Math.min(1, part))))
}
