import { useState } from 'react'
import { Notice } from '../controls/notice.tsx'
import { store, useStored } from '../controls/stored.ts'
import { words } from '../strings/words.ts'
import { beCustomer, useCustomer } from './customer.ts'
import { CustomerPicker } from './customer-picker.tsx'
import { Deeds } from './deeds.tsx'
import { Phone } from './phone.tsx'

/** The phone with everything one needs to play the customer: who, the chat, the deeds, whether it is being looked at. */
export function PhoneDesk({ preferred, onPick }: { preferred: string | null; onPick?: (waId: string) => void }) {
  const customer = useCustomer(preferred)
  const faceDown = useStored('phone.face-down') === 'yes'
  const [problem, setProblem] = useState<string | null>(null)
  if (!customer) return null
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2.5 px-4 pt-3 pb-3.5 max-desk:px-0 max-desk:pt-2 max-desk:pb-0">
      <div className="max-desk:px-4">
        <CustomerPicker
          customer={customer}
          onPick={(waId) => {
            beCustomer(waId)
            onPick?.(waId)
          }}
        />
      </div>
      <Phone key={customer.waId} customer={customer} reading={!faceDown} onProblem={setProblem} />
      {problem && (
        <Notice className="flex-none" title={words.phone.failed}>
          {problem}
        </Notice>
      )}
      <div className="flex-none max-desk:px-3 max-desk:pb-2">
        <Deeds customer={customer} onProblem={setProblem} />
        <label className="mt-2 flex items-center justify-center gap-2 text-xs text-ink-3">
          <input
            type="checkbox"
            className="accent-(--primary)"
            checked={faceDown}
            onChange={(event) => store('phone.face-down', event.currentTarget.checked ? 'yes' : null)}
          />
          {words.phone.faceDown}
        </label>
      </div>
    </div>
  )
}
