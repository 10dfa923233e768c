import { clsx } from 'clsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { PhoneNumber } from './accounts.ts'
import { Meter } from './meter.tsx'

const quality = {
  GREEN: { word: words.accounts.quality.high, tone: 'text-success-text' },
  YELLOW: { word: words.accounts.quality.medium, tone: 'text-warn-text' },
  RED: { word: words.accounts.quality.low, tone: 'text-danger-text' },
} as const

/** One number: whether it may send, how it is liked, how fast it may go, how many free messages are left. */
export function NumberRow({ number }: { number: PhoneNumber }) {
  const liked = quality[(number.quality ?? '').toUpperCase() as keyof typeof quality]
  const connected = !number.status || number.status.toUpperCase() === 'CONNECTED'
  const { service } = number
  const allowance = service?.free ?? null
  return (
    <tr className="border-t border-line align-top">
      <th scope="row" className="py-2.5 pr-4 text-left font-text whitespace-nowrap">
        <b className="font-medium">{number.name ?? number.displayPhoneNumber}</b>
        <span className="block text-ink-3">{number.name ? number.displayPhoneNumber : number.id}</span>
      </th>
      <td className="py-2.5 pr-4">
        <span className="flex items-center gap-1.5">
          <span className={clsx('size-[7px] rounded-full', connected ? 'bg-success' : 'bg-danger')} aria-hidden="true" />
          {connected ? words.accounts.connected : (number.status ?? '').toLowerCase()}
        </span>
      </td>
      <td className={clsx('py-2.5 pr-4 font-medium', liked?.tone)}>{liked?.word ?? words.accounts.quality.unknown}</td>
      <td className="py-2.5 pr-4 whitespace-nowrap">{throughputText(number.throughput)}</td>
      <td className="w-[220px] py-2.5">
        {service && allowance !== null ? (
          <>
            <span className="mb-1 block">
              {words.accounts.freeLeft(count(Math.max(0, allowance - service.used)), count(allowance))}
            </span>
            <Meter label={words.accounts.freeMeter} used={service.used} of={allowance} />
          </>
        ) : (
          <span className="text-ink-3">{words.accounts.allFree}</span>
        )}
      </td>
    </tr>
  )
}

function throughputText(throughput: PhoneNumber['throughput']): string {
  if (typeof throughput === 'number') return words.accounts.perSecond(count(throughput))
  const level = typeof throughput === 'string' ? throughput : throughput?.level
  return level ? level.toLowerCase() : words.accounts.quality.unknown
}
