import { clsx } from 'clsx'
import { Plus, Users } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button } from '../controls/button.tsx'
import { Face } from '../controls/face.tsx'
import { Popover } from '../controls/popover.tsx'
import { words } from '../strings/words.ts'
import { displayPhone } from '../threads/threads.ts'
import { windowNow } from '../windows/window.ts'
import { WindowRing } from '../windows/window-ring.tsx'
import { type Customer, useCustomers } from './customer.ts'
import { changeCustomer } from './emulator.ts'

/** Who holds the phone, and a way to be somebody else or somebody new. */
export function CustomerPicker({ customer, onPick }: { customer: Customer; onPick: (waId: string) => void }) {
  const [open, setOpen] = useState(false)
  const customers = useCustomers()
  const now = usePlatformNow('minute')
  const pick = (waId: string) => {
    setOpen(false)
    onPick(waId)
  }
  return (
    <div className="flex w-full items-center gap-2.5">
      {customer.thread ? (
        <WindowRing size={32} window={windowNow(customer.thread.window, now)}>
          <Face name={customer.name} size={20} />
        </WindowRing>
      ) : (
        <Face name={customer.name} size={26} />
      )}
      <span className="min-w-0 flex-1 leading-[1.35]">
        <b className="block truncate font-medium">{customer.name}</b>
        <span className="text-xs text-ink-3">{displayPhone(customer.waId)}</span>
      </span>
      <Popover
        open={open}
        onOpenChange={setOpen}
        label={words.phone.beAnother}
        width={300}
        trigger={
          <Button size="sm" data-testid="phone-be-another">
            <Users size={14} aria-hidden="true" />
            {words.phone.beAnother}
          </Button>
        }
      >
        <ul className="-mx-1.5 m-0 max-h-[260px] list-none overflow-y-auto p-0" aria-label={words.phone.people}>
          {customers.map((each) => (
            <li key={each.waId}>
              <button
                type="button"
                onClick={() => pick(each.waId)}
                aria-current={each.waId === customer.waId || undefined}
                className={clsx(
                  'flex w-full items-center gap-2 rounded-sm px-1.5 py-1 text-start hover:bg-hover',
                  each.waId === customer.waId && 'bg-selected',
                )}
              >
                <Face name={each.name} size={24} />
                <span className="min-w-0 flex-1 truncate">{each.name}</span>
                <span className="text-2xs text-ink-3">{displayPhone(each.waId)}</span>
              </button>
            </li>
          ))}
        </ul>
        <NewCustomer onMade={pick} />
      </Popover>
    </div>
  )
}

function NewCustomer({ onMade }: { onMade: (waId: string) => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const name = String(form.get('name') ?? '').trim()
    const waId = String(form.get('phone') ?? '').replace(/\D/g, '')
    if (waId.length < 7 || waId.length > 15 || waId.startsWith('0')) {
      setProblem(words.phone.numberWrong)
      return
    }
    try {
      await changeCustomer(words.action.made(name || displayPhone(waId)), waId, name ? { name } : {})
      onMade(waId)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const input =
    'h-[30px] min-w-0 rounded-sm bg-surface px-2.5 text-sm shadow-[inset_0_0_0_1px_var(--line-strong)] outline-none focus-visible:shadow-[inset_0_0_0_1.5px_var(--accent)] dark:bg-sunken'
  return (
    <form onSubmit={(event) => void submit(event)} className="-mx-3 mt-2 grid gap-2 border-t border-line px-3 pt-2.5">
      <p className="text-xs font-medium text-ink-3">{words.phone.somebodyNew}</p>
      <div className="grid grid-cols-2 gap-2">
        <input
          name="name"
          aria-label={words.phone.newName}
          placeholder={words.phone.newName}
          className={input}
          autoComplete="off"
          data-testid="phone-new-name"
        />
        <input
          name="phone"
          aria-label={words.phone.newNumber}
          placeholder="+44 7700 900123"
          inputMode="tel"
          required
          className={input}
          autoComplete="off"
          data-testid="phone-new-number"
        />
      </div>
      {problem && (
        <p role="alert" className="text-xs text-danger-text">
          {problem}
        </p>
      )}
      <Button type="submit" size="sm" className="justify-self-start" data-testid="phone-new-make">
        <Plus size={14} aria-hidden="true" />
        {words.phone.make}
      </Button>
    </form>
  )
}
