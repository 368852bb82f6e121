/** How long the server keeps what people send, in one line: the server has written it into the menu. */
export function keptLine(): string {
  return document.querySelector('.look .kept')?.textContent ?? ''
}
