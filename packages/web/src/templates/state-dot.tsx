import { clsx } from 'clsx'
import { Chip } from '../controls/chip.tsx'
import { words } from '../strings/words.ts'
import type { LanguageState } from './names.ts'

const dots: Record<LanguageState, string> = {
  draft: 'bg-closed',
  review: 'bg-free-entry',
  approved: 'bg-open',
  rejected: 'bg-last',
  paused: 'bg-closing',
  disabled: 'bg-last',
  other: 'bg-closed',
}
const tones = {
  draft: 'plain',
  review: 'entry',
  approved: 'ok',
  rejected: 'bad',
  paused: 'warn',
  disabled: 'bad',
  other: 'plain',
} as const satisfies Record<LanguageState, string>

export const StateDot = ({ state }: { state: LanguageState }) => (
  <span aria-hidden="true" className={clsx('size-2 flex-none rounded-full', dots[state])} />
)
export const StateChip = ({ state }: { state: LanguageState }) => (
  <Chip tone={tones[state]}>{words.templateDesk.state[state]}</Chip>
)

const qualities: Readonly<Record<string, string>> = {
  GREEN: 'bg-open',
  YELLOW: 'bg-closing',
  RED: 'bg-last',
  UNKNOWN: 'bg-closed',
}

/** A template's rating, which is worth a word only where it is not plain. */
export function Quality({ quality }: { quality: string }) {
  const known = quality in qualities ? (quality as keyof typeof words.templateDesk.quality) : 'UNKNOWN'
  return (
    <span className="inline-flex items-center gap-1.5 text-xs whitespace-nowrap text-ink-2">
      <span aria-hidden="true" className={clsx('size-2 rounded-full', qualities[known])} />
      {words.templateDesk.quality[known]}
    </span>
  )
}
