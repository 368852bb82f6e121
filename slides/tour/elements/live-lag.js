/** <live-lag>: this browser's last round trips to the server, one bar a second. An example of a deck's own element. */
const BARS = 20
const WIDEST_MS = 200

export default (LiveElement) =>
  class extends LiveElement {
    show({ room }) {
      const bars = Array.from({ length: BARS }, () => {
        const bar = document.createElement('span')
        bar.style.cssText = 'flex: 1; background: var(--signal); height: 2px; border-radius: 2px 2px 0 0'
        return bar
      })
      const chart = document.createElement('div')
      chart.style.cssText = 'display: flex; align-items: end; gap: 6px; height: 240px'
      chart.append(...bars)
      const words = document.createElement('p')
      words.setAttribute('role', 'status')
      this.append(chart, words)

      const measure = async () => {
        const answer = await room.probe()
        const first = bars.shift()
        bars.push(first)
        chart.append(first)
        first.style.height = `${answer ? Math.max(2, Math.min(100, (answer.roundTripMs / WIDEST_MS) * 100)) : 100}%`
        words.textContent = answer ? `${Math.round(answer.roundTripMs)} ms to the server and back` : 'No answer'
      }
      void measure()
      const timer = setInterval(() => void measure(), 1000)
      return () => clearInterval(timer)
    }
  }
