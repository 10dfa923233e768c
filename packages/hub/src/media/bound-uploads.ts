import { problem } from '../http/problems.ts'

/** How many uploads one process takes in at a time, each of them in memory until it is kept. */
const AT_ONCE = 12
/** And how many of these for one workspace, so that none fills every place. */
const AT_ONCE_EACH = 4
const RETRY_SOON = { headers: { 'retry-after': '2' } }

export type UploadBound = {
  /**
   * Takes a place and answers with what gives it back, once however often it is called. Throws `too-many-requests` where the
   * workspace has as many uploads under way as it may, `unavailable` where the process has.
   */
  enter(workspaceId: string): () => void
}

/** Bounds the memory that files on their way may take. */
export function boundUploads({ atOnce = AT_ONCE, atOnceEach = AT_ONCE_EACH } = {}): UploadBound {
  const under = new Map<string, number>()
  let all = 0
  return {
    enter(workspaceId) {
      const own = under.get(workspaceId) ?? 0
      if (own >= atOnceEach) {
        const detail = `This workspace uploads ${atOnceEach} files already: send this one again when one of them is done.`
        throw problem('too-many-requests', detail, RETRY_SOON)
      }
      if (all >= atOnce) {
        throw problem('unavailable', 'Too many files are being uploaded right now: send this one again in a moment.', RETRY_SOON)
      }
      under.set(workspaceId, own + 1)
      all++
      let left = false
      return () => {
        if (left) return
        left = true
        all--
        const rest = (under.get(workspaceId) ?? 1) - 1
        if (rest > 0) under.set(workspaceId, rest)
        else under.delete(workspaceId)
      }
    },
  }
}
