import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, kindOf, limitCount, limitText, optionalText, requireText } from '../fields.ts'
import { itemsOf, type Json, objectOf } from '../json.ts'
import { checkLabel } from './label.ts'

/** `list`: a button that opens sections of rows. The rows of all sections count together. */
export function checkList(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  const limits = messageLimits.list
  checkLabel(found, action.button, limits.button.value, 'interactive.action.button')
  const path = 'interactive.action.sections'
  if (!Array.isArray(action.sections)) {
    found.add('content.required', path, 'Add the sections with their rows.', 'list', kindOf(action.sections))
    return
  }
  const sections = itemsOf(action.sections)
  limitCount(found, 'list.sections.count', sections.length, 1, limits.sections.value, path, 'sections')
  let ids: Set<string> | undefined
  let total = 0
  for (let s = 0; s < sections.length; s++) {
    const section = objectOf(sections[s])
    const { title } = section
    if (typeof title === 'string' && title.trim() !== '') {
      if (title.length > limits.sectionTitle.value)
        limitText(found, 'list.section.title.length', title, limits.sectionTitle.value, `${path}[${s}].title`, 'the title')
    } else if (sections.length > 1)
      found.add('list.section.title', `${path}[${s}].title`, 'Give every section a title when there is more than one.')
    const rows = itemsOf(section.rows)
    if (rows.length === 0) found.add('content.required', `${path}[${s}].rows`, 'Add the rows of this section, or drop it.')
    total += rows.length
    for (let r = 0; r < rows.length; r++) {
      const row = objectOf(rows[r])
      const id = checkRow(row, path, s, r, found)
      if (id === undefined) continue
      ids ??= new Set()
      if (ids.has(id)) found.add('list.row.id.unique', `${path}[${s}].rows[${r}].id`, 'Give every row an id of its own.', 1, id)
      ids.add(id)
    }
  }
  const most = limits.rowsTotal.value
  if (total > most) found.add('list.rows.total', path, `Keep ${most} rows over all sections; there are ${total}.`, most, total)
}

/** Paths are written only when something is wrong: lists are the longest messages there are. */
function checkRow(row: Json, path: string, s: number, r: number, found: ContentFindings): string | undefined {
  const limits = messageLimits.list
  const { id, title, description } = row
  if (typeof id !== 'string' || id.trim() === '' || id.length > limits.rowId.value) {
    const at = `${path}[${s}].rows[${r}].id`
    limitText(found, 'list.row.id.length', requireText(found, id, at, 'the id of the row'), limits.rowId.value, at, 'the id')
  }
  if (typeof title !== 'string' || title.trim() === '' || title.length > limits.rowTitle.value) {
    const at = `${path}[${s}].rows[${r}].title`
    const text = requireText(found, title, at, 'the title of the row')
    limitText(found, 'list.row.title.length', text, limits.rowTitle.value, at, 'the title')
  }
  if (description !== undefined && (typeof description !== 'string' || description.length > limits.rowDescription.value)) {
    const at = `${path}[${s}].rows[${r}].description`
    const text = optionalText(found, description, at, 'the description')
    limitText(found, 'list.row.description.length', text, limits.rowDescription.value, at, 'the description')
  }
  return typeof id === 'string' && id !== '' ? id : undefined
}
