import type { StepKind } from '@casement/rules/automation'
import {
  BadgeCheck,
  Clock,
  Globe,
  Hand,
  Lightbulb,
  type LucideIcon,
  MessageCircleQuestion,
  Send,
  Split,
  StickyNote,
  Sunrise,
  Tag,
  TextCursorInput,
  UserRound,
  Zap,
} from 'lucide-react'

export const stepIcons: Readonly<Record<StepKind, LucideIcon>> = {
  send: Send,
  wait: Clock,
  'wait-until': Sunrise,
  ask: MessageCircleQuestion,
  branch: Split,
  assign: UserRound,
  tag: Tag,
  note: StickyNote,
  attribute: TextCursorInput,
  consent: BadgeCheck,
  http: Globe,
  draft: Lightbulb,
  'hand-over': Hand,
}

export const TriggerIcon = Zap
