import { Face } from '../controls/face.tsx'
import { useOthersIn } from '../live/presence.ts'
import { words } from '../strings/words.ts'

/** Who else is here: whoever types first, then whoever reads. */
export function PresenceLine({ threadId }: { threadId: string }) {
  const others = useOthersIn(threadId)
  const typing = others.filter((other) => other.doing === 'typing')
  const shown = typing.length > 0 ? typing : others
  if (shown.length === 0) return null
  const names = shown.map((other) => other.name).join(words.desk.presence.and)
  return (
    <p role="status" data-testid="presence" className="flex flex-none items-center gap-2 px-5 pb-1.5 text-xs text-ink-3">
      {shown.slice(0, 3).map((other) => (
        <Face key={other.personId} name={other.name} />
      ))}
      {words.desk.presence[typing.length > 0 ? 'typing' : 'reading'](names, shown.length)}
    </p>
  )
}
