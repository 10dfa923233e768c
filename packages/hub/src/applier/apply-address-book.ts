import { findOrCreateContact } from '../contacts/find-contact.ts'
import { type Applying, CannotApply } from './change.ts'

export type AddressBookItem = {
  type?: string
  contact?: { full_name?: string; first_name?: string; phone_number?: string; user_id?: string }
  action?: string
}

/** The attribute that holds how the owner calls somebody in the Business app. */
export const ADDRESS_BOOK = 'addressBookName'

/** The address book of the phone a number is shared with. It names people who have no name here, and is kept beside theirs otherwise. */
export async function applyAddressBook(apply: Applying, item: AddressBookItem): Promise<void> {
  const { tx, workspaceId, number, now } = apply
  if (!number) throw new CannotApply('The address book names no number of ours.')
  const { full_name, first_name, phone_number, user_id } = item.contact ?? {}
  if (item.type !== 'contact' || (!phone_number && !user_id)) return
  const name = (full_name ?? first_name ?? '').slice(0, 200)
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: phone_number?.replace(/\D/g, ''), bsuid: user_id },
    { at: now, emit: apply.emit, ...(item.action === 'add' && name ? { name } : {}) },
  )
  const { rowCount } =
    item.action === 'remove' || name === ''
      ? await tx.query(
          'update contacts set attributes = attributes - $3 where workspace_id = $1 and id = $2 and attributes ? $3',
          [workspaceId, contact.id, ADDRESS_BOOK],
        )
      : await tx.query(
          `update contacts set attributes = attributes || jsonb_build_object($3::text, $4::text)
           where workspace_id = $1 and id = $2 and attributes->>$3 is distinct from $4 and pg_column_size(attributes) < 32000`,
          [workspaceId, contact.id, ADDRESS_BOOK, name],
        )
  if (rowCount === 1) apply.emit({ type: 'contact.changed', at: now, data: { contactId: contact.id } })
}
