import { Problem, type ProblemBody, Unreachable } from '../http/problem.ts'

/** Gives a file to the hub as a job; progress in shares of one. */
export function uploadCsv(
  path: string,
  file: File,
  { map = [], country, wording, purpose }: { map?: readonly string[]; country?: string; wording?: string; purpose?: string },
  onProgress: (share: number) => void,
): Promise<void> {
  const asked = new URLSearchParams(map.map((one) => ['map', one]))
  for (const [name, value] of Object.entries({ country, wording: wording?.trim(), purpose, file: file.name }))
    if (value) asked.set(name, value)
  return new Promise((resolve, reject) => {
    const post = new XMLHttpRequest()
    post.open('POST', `${path}?${asked}`)
    post.setRequestHeader('content-type', 'text/csv')
    post.setRequestHeader('accept', 'application/json')
    post.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    post.onload = () => (post.status < 300 ? resolve() : reject(new Problem({ ...problemOf(post), status: post.status })))
    post.onerror = () => reject(new Unreachable(new Error('The upload broke off.')))
    post.send(file)
  })
}

function problemOf(post: XMLHttpRequest): ProblemBody {
  try {
    return JSON.parse(post.responseText) as ProblemBody
  } catch {
    return { title: post.statusText || 'The file was refused.', status: post.status }
  }
}
