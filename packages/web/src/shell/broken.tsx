import { Button } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { words } from '../strings/words.ts'

/** A page that failed to draw or to load. What was typed is kept in the browser, so reloading loses nothing. */
export function Broken({ error }: { error: unknown }) {
  return (
    <Notice
      className="m-5 max-w-[60ch]"
      title={words.error.broken}
      action={
        <Button size="sm" onClick={() => location.reload()}>
          {words.error.reload}
        </Button>
      }
    >
      {error instanceof Error ? error.message : String(error)}
    </Notice>
  )
}
