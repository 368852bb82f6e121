/** The practical limit of Node: bare `ws`, each change made into one frame whose bytes go to every socket. */
import { createServer } from 'node:http'
import { Sender, WebSocketServer } from 'ws'

const http = createServer((_, response) => response.end('ok'))
const server = new WebSocketServer({ server: http, perMessageDeflate: false, clientTracking: false })
const sockets = new Set()
server.on('connection', (line, { socket }) => {
  sockets.add(socket)
  line.on('close', () => sockets.delete(socket))
  line.on('error', () => {})
  line.on('message', (slide) => {
    const frame = Sender.frame(slide, { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true })
    const bytes = Buffer.concat(frame)
    for (const each of sockets) each.write(bytes)
  })
})
http.listen(Number(process.env.PORT), '127.0.0.1', 4096)
