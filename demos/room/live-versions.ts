/** <live-versions>: what this talk runs on, with the running versions. */
import './live-versions.css'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { make } from '../parts.ts'

class LiveVersions extends LiveElement {
  protected show({ room: connection }: LiveContext): () => void {
    const list = make('dl', 'live-list')
    this.append(...this.stillCopy(), list)
    let over = false
    const read = async (): Promise<void> => {
      const versions = await connection.query({ query: 'room/versions' })
      if (!versions || over) return
      unlink()
      const rows = Object.entries(versions).map(([name, version]) => {
        const row = make('div')
        row.append(make('dt', '', name), make('dd', '', version))
        return row
      })
      list.replaceChildren(...rows)
    }
    let unlink = (): void => {}
    unlink = connection.onLink((link) => {
      if (link === 'live') void read()
    })
    return () => {
      over = true
      unlink()
    }
  }
}

customElements.define('live-versions', LiveVersions)
