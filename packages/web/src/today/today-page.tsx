import { usePlatformNow } from '../clock/platform-clock.ts'
import { stampTime } from '../clock/time-words.ts'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { BrokenBlock } from './broken-block.tsx'
import { ClosingBlock } from './closing-block.tsx'
import { CostBlock } from './cost-block.tsx'
import { NotifyButton } from './notify-button.tsx'
import { QualityBlock } from './quality-block.tsx'

/** Four questions and nothing else: is anything broken, what closes soon, what did it cost, how is quality? */
export function TodayPage() {
  const now = usePlatformNow('minute')
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:min-h-[52px] max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{words.today.title}</h1>
        <span className="min-w-0 flex-1 truncate text-ink-3">{stampTime(now)}</span>
        <NotifyButton />
      </header>
      <ScrollRegion label={words.today.title} className="min-h-0 flex-1">
        <div className="grid min-h-full grid-cols-2 grid-rows-2 max-wide:grid-cols-1 max-wide:grid-rows-none">
          <div className="grid border-e border-line max-wide:border-e-0">
            <BrokenBlock />
          </div>
          <ClosingBlock />
          <div className="grid border-e border-line max-wide:border-e-0">
            <CostBlock />
          </div>
          <QualityBlock />
        </div>
      </ScrollRegion>
    </>
  )
}
