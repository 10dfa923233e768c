// Hears what happens in a workspace: WEBHOOK_SECRET=whsec_… node receiver.mjs
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.WEBHOOK_SECRET)
const seen = new Set() // A database table, in real life: events come at least once.

const server = createServer(async (request, response) => {
  const body = await text(request)
  try {
    webhook.verify(body, request.headers)
  } catch {
    return response.writeHead(401).end()
  }
  const id = request.headers['webhook-id']
  if (!seen.has(id)) {
    seen.add(id)
    tell(JSON.parse(body))
  }
  response.writeHead(204).end()
})

function tell({ type, data }) {
  if (type === 'message.received') console.log(`They wrote: ${data.message.text}`)
  else if (type === 'message.status') console.log(`Our message ${data.messageId} is ${data.status}`)
  else console.log(type)
}

server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () =>
  console.log(`Listening at http://localhost:${server.address().port}`),
)
