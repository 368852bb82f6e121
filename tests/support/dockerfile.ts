/** Parses a Dockerfile as far as ours needs it: instructions, comments, continued lines. */

export interface Instruction {
  name: string
  text: string
}

export function instructions(dockerfile: string): Instruction[] {
  return dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = ''] = line.split(' ')
      return { name, text: line.slice(name.length + 1) }
    })
}
