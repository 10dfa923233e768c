import { AwsClient } from 'aws4fetch'
import type { MediaStore } from './media-store.ts'

export type Bucket = {
  /** Such as https://s3.eu-central-1.amazonaws.com; the bucket is named in the path, which every such store understands. */
  endpoint: string
  region: string
  bucket: string
  prefix: string
  accessKeyId: string
  secretAccessKey: string
}

const PATIENCE_MS = 120_000

/** Keeps files in a bucket of any store that speaks S3. Throws an Error that says what it answered. */
export function createBucketStore({ endpoint, region, bucket, prefix, accessKeyId, secretAccessKey }: Bucket): MediaStore {
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 3 })
  const address = (workspaceId: string, id: string) =>
    `${endpoint.replace(/\/+$/, '')}/${[bucket, prefix, workspaceId, id].filter((part) => part !== '').join('/')}`
  const ask = async (url: string, init: RequestInit): Promise<Response> => {
    const answer = await client.fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) })
    if (answer.ok) return answer
    throw new Error(`The bucket ${bucket} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`)
  }
  return {
    place: `s3://${bucket}/${prefix}`,
    async put(workspaceId, id, bytes) {
      const answer = await ask(address(workspaceId, id), {
        method: 'PUT',
        body: new Uint8Array(bytes),
        headers: { 'content-type': 'application/octet-stream' },
      })
      await answer.body?.cancel()
    },
    async *read(workspaceId, id, { start, end }) {
      const answer = await ask(address(workspaceId, id), { method: 'GET', headers: { range: `bytes=${start}-${end}` } })
      for await (const piece of answer.body ?? []) yield Buffer.from(piece)
    },
    async remove(workspaceId, id) {
      const answer = await ask(address(workspaceId, id), { method: 'DELETE' })
      await answer.body?.cancel()
    },
  }
}

/** `s3://my-bucket/casement?region=eu-central-1&endpoint=https://…`, with the credentials that the AWS tools read too. */
export function readBucket(url: string, credentials: { accessKeyId: string | null; secretAccessKey: string | null }): Bucket {
  const { hostname, pathname, searchParams } = new URL(url)
  const region = searchParams.get('region') ?? 'us-east-1'
  const { accessKeyId, secretAccessKey } = credentials
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('MEDIA_STORE names a bucket: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, which open it.')
  }
  return {
    endpoint: searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`,
    region,
    bucket: hostname,
    prefix: pathname.replace(/^\/+|\/+$/g, ''),
    accessKeyId,
    secretAccessKey,
  }
}
