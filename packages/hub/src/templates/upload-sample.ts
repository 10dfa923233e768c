import { askGraph, type GraphClient } from '../graph/graph-client.ts'
import { problem } from '../http/problems.ts'
import type { Sample } from './samples.ts'

type Upload = { graph: GraphClient; token: string }
const UPLOAD_TIMEOUT_MS = 120_000

/** The app that a token was made for: samples are uploaded to it. */
export async function appOfToken({ graph, token }: Upload): Promise<string> {
  const { data } = await askGraph<{ data?: { app_id?: string } }>(graph, {
    method: 'GET',
    path: `debug_token?input_token=${encodeURIComponent(token)}`,
    token,
  })
  if (!data?.app_id)
    throw problem(
      'upstream',
      'Meta does not say which app the access token belongs to: connect the account again with a token of your app.',
    )
  return data.app_id
}

/** Gives the platform a sample by its resumable upload, and answers with the handle that stands for it in a template. */
export async function uploadSample(upload: Upload & { appId: string }, sample: Sample): Promise<string> {
  const { graph, token, appId } = upload
  const query = new URLSearchParams({
    file_name: sample.name,
    file_length: String(sample.bytes.length),
    file_type: sample.mime,
  })
  const session = await askGraph<{ id: string }>(graph, { method: 'POST', path: `${appId}/uploads?${query}`, token })
  const { h } = await askGraph<{ h?: string }>(graph, {
    method: 'POST',
    path: session.id,
    token,
    bytes: { body: sample.bytes, headers: { 'content-type': sample.mime, file_offset: '0' } },
    timeoutMs: UPLOAD_TIMEOUT_MS,
  })
  if (!h) throw problem('upstream', `Meta took only a part of ${sample.name}: submit again.`)
  return h
}

/** Gives a number a sample as a file that can be sent; answers with its media id. */
export async function uploadAsMedia({ graph, token, numberId }: Upload & { numberId: string }, sample: Sample): Promise<string> {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', sample.mime)
  form.set('file', new Blob([new Uint8Array(sample.bytes)], { type: sample.mime }), sample.name)
  const encoded = new Response(form)
  const { id } = await askGraph<{ id: string }>(graph, {
    method: 'POST',
    path: `${numberId}/media`,
    token,
    bytes: {
      body: Buffer.from(await encoded.arrayBuffer()),
      headers: { 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' },
    },
    timeoutMs: UPLOAD_TIMEOUT_MS,
  })
  return id
}
