import { words } from '../strings/words.ts'

/** The list of keys. */
export function Keys() {
  return (
    <div className="p-4">
      <h2 className="mb-3 text-lg font-strong tracking-tight">{words.keys.title}</h2>
      <dl className="m-0 grid gap-2">
        {words.keys.list.map(([keys, meaning]) => (
          <div key={meaning} className="flex items-center gap-3">
            <dt className="flex w-28 flex-none gap-1">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd className="m-0 text-ink-2">{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
