import { ScrollRegion } from '../controls/scroll-region.tsx'

/** A body as it was posted, indented where it is JSON. */
export function BodyView({ label, text }: { label: string; text: string }) {
  return (
    <ScrollRegion label={label} className="max-h-[260px] rounded-md bg-sunken p-3">
      <pre dir="ltr" className="m-0 font-mono text-2xs break-words whitespace-pre-wrap">
        {indented(text)}
      </pre>
    </ScrollRegion>
  )
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
