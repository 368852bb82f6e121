/** Where this browser keeps that its person has raised a hand, so that the button shows it after a reload. */

export function handKey(talk: string): string {
  return `lectern.hand.${talk}`
}
