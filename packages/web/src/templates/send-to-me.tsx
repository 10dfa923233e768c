import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useAccounts } from '../accounts/accounts.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Popover } from '../controls/popover.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { store, stored } from '../controls/stored.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { type Listed, sendToMe } from './template-api.ts'

const KEY = 'my-number'

/** The template with its samples on one's own phone, by the same gate as every message. */
export function SendToMe({ template }: { template: Listed | null }) {
  const t = words.templateDesk.toMe
  const { emulator } = useSession()
  const numbers = (useAccounts().data ?? [])
    .flatMap((portfolio) => portfolio.wabas)
    .filter((waba) => waba.id === template?.wabaId)
    .flatMap((waba) => waba.numbers)
  const [to, setTo] = useState(() => stored(KEY) ?? (emulator ? `+${emulator.testRecipient.replace(/\D/g, '')}` : ''))
  const [from, setFrom] = useState('')
  const [state, setState] = useState<{ busy: boolean; sent: boolean; error: unknown }>({ busy: false, sent: false, error: null })
  const approved = template?.status === 'APPROVED'
  const sender = from || numbers[0]?.id || ''

  const send = async () => {
    if (!template) return
    setState({ busy: true, sent: false, error: null })
    store(KEY, to)
    try {
      await sendToMe(template.id, sender, to)
      setState({ busy: false, sent: true, error: null })
    } catch (error) {
      setState({ busy: false, sent: false, error })
    }
  }
  return (
    <Popover
      label={t.title}
      width={320}
      trigger={
        <Button data-testid="send-to-me">
          <Smartphone size={14} aria-hidden="true" />
          {t.open}
        </Button>
      }
    >
      {!approved ? (
        <p className="text-ink-2">{t.needsApproval}</p>
      ) : (
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <p className="text-xs text-ink-2">{t.hint}</p>
          <label className="grid gap-1 text-xs font-medium">
            {t.number}
            <input
              className={`${fieldClass} h-8`}
              type="tel"
              value={to}
              data-testid="my-number"
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </label>
          {numbers.length > 1 && (
            <label className="grid gap-1 text-xs font-medium">
              {t.from}
              <select className={`${fieldClass} h-8`} value={sender} onChange={(event) => setFrom(event.currentTarget.value)}>
                {numbers.map((number) => (
                  <option key={number.id} value={number.id}>
                    {number.displayPhoneNumber}
                  </option>
                ))}
              </select>
            </label>
          )}
          {state.error !== null && <ProblemNotice error={state.error} />}
          <p className="flex items-center gap-2">
            <Button
              type="submit"
              look="primary"
              disabled={state.busy || to.trim() === '' || sender === ''}
              data-testid="send-to-me-now"
            >
              {t.send}
            </Button>
            <span role="status" className="text-xs text-success-text">
              {state.sent && t.sent}
            </span>
          </p>
        </form>
      )}
    </Popover>
  )
}
