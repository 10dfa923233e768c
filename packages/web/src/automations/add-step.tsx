import type { StepKind } from '@casement/rules/automation'
import { Plus } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { words } from '../strings/words.ts'
import type { Place } from './edit-graph.ts'
import { stepIcons } from './step-icons.ts'

/** Adds a step where a way out leads nowhere yet, or between two. */
export function AddStep({ label, place, onAdd }: { label: string; place: Place; onAdd: (place: Place, kind: StepKind) => void }) {
  const t = words.automation
  return (
    <Menu
      label={t.form.add}
      trigger={
        <Button look="ghost" size="sm" aria-label={t.form.addAfter(label)} data-testid="add-step">
          <Plus size={12} aria-hidden="true" />
          {label}
        </Button>
      }
    >
      {(Object.keys(stepIcons) as StepKind[]).map((kind) => {
        const Icon = stepIcons[kind]
        return (
          <MenuItem key={kind} onSelect={() => onAdd(place, kind)}>
            <Icon size={14} aria-hidden="true" />
            {t.step[kind]}
          </MenuItem>
        )
      })}
    </Menu>
  )
}
