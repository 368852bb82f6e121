/** Socket.IO as its guide has it: default options, everybody gets what one says. Nothing is kept. */
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer()
const io = new Server(http)
io.on('connection', (socket) => {
  socket.on('move', (slide) => io.emit('slide', slide))
})
http.listen(Number(process.env.PORT), '127.0.0.1', 4096)
