/**
 * What a phone shows, as plain data: one shape for every message, sent or received, so that preview, inbox, sender and docs draw
 * the same thing. `header` is whatever stands on top (a picture with its caption below is a header and a body).
 */
export type Rendered = {
  /** Meta's `type`: `text`, `image`, `interactive`, `template`, `order` … */
  readonly kind: string
  /** Which kind of `interactive`: `button`, `list`, `cta_url`, `button_reply` … */
  readonly variant?: string
  readonly header?: RenderedHeader
  readonly body: readonly Span[]
  /** How many emoji a text has that consists of nothing else: phones draw one to three of them large. */
  readonly emojiOnly?: number
  readonly footer?: string
  readonly buttons: readonly RenderedButton[]
  /** More buttons than a bubble holds: the first `shown` stand there, the rest behind a button with this label. */
  readonly folded?: { readonly shown: number; readonly text: string }
  readonly list?: RenderedList
  readonly cards?: readonly RenderedCard[]
  readonly offer?: RenderedOffer
  readonly products?: RenderedProducts
  readonly contacts?: readonly RenderedContact[]
  readonly reaction?: { readonly emoji: string; readonly messageId: string }
  readonly order?: RenderedOrder
  /** The first link of a text sent with `preview_url`. */
  readonly preview?: { readonly url: string }
  /** A line in the middle of the thread rather than a bubble: a number change, a deleted message. */
  readonly notice?: string
  /** The wamid that the message quotes. */
  readonly quotes?: string
  readonly forwarded?: 'once' | 'often'
  /** The ad or post that the customer came from. */
  readonly referral?: { readonly headline: string; readonly body: string; readonly url: string; readonly source: string }
  /** Template sends only. */
  readonly template?: { readonly name: string; readonly language: string }
  /** Right-to-left when the first strong letter of the body is. */
  readonly direction: 'ltr' | 'rtl'
}

/** A run of text. `text` keeps its line breaks; `quote` and `list` are blocks of whole lines. */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'emoji'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** Inline code, in single backticks. */
  | { readonly kind: 'code'; readonly text: string }
  /** Monospace over any number of lines, in three backticks. */
  | { readonly kind: 'mono'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Span[])[] }
  /** A variable without its value: `text` is the sample when `sample`, else the placeholder itself, such as `{{1}}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly text: string; readonly sample: boolean }

export type RenderedHeader =
  | { readonly kind: 'text'; readonly text: string; readonly spans: readonly Span[] }
  | RenderedMedia
  | {
      readonly kind: 'location'
      readonly latitude?: number
      readonly longitude?: number
      readonly name?: string
      readonly address?: string
    }
  | { readonly kind: 'product'; readonly retailerId?: string; readonly catalogId?: string }

export type RenderedMedia = {
  readonly kind: 'image' | 'video' | 'gif' | 'document' | 'audio' | 'sticker'
  /** Media id on the platform, or `link`; neither when only the place is known. */
  readonly id?: string
  readonly link?: string
  readonly filename?: string
  readonly mime?: string
  /** A voice note rather than a sound file. */
  readonly voice?: boolean
  readonly animated?: boolean
  /** The sample of a template definition, not what will be sent. */
  readonly sample?: boolean
}

export type ButtonKind =
  | 'reply'
  | 'url'
  | 'phone'
  | 'copy-code'
  | 'autofill'
  | 'flow'
  | 'catalog'
  | 'products'
  | 'product'
  | 'call'
  | 'call-permission'
  | 'location-request'
  | 'address'
  | 'contact-request'
  | 'list'
  | 'pay'
  | 'order'
  | 'other'

export type RenderedButton = {
  readonly kind: ButtonKind
  readonly text: string
  /** Where a link goes, filled; `variable` while its end is not known. */
  readonly url?: string
  readonly phone?: string
  /** What a copy button copies. */
  readonly code?: string
  /** What the business gets back when it is tapped. */
  readonly id?: string
  readonly variable?: boolean
}

export type RenderedCard = {
  readonly header?: RenderedHeader
  readonly body: readonly Span[]
  readonly buttons: readonly RenderedButton[]
}

export type RenderedList = {
  readonly button: string
  readonly sections: readonly {
    readonly title: string
    readonly rows: readonly { readonly id: string; readonly title: string; readonly description: string }[]
  }[]
}

export type RenderedProducts = {
  readonly catalogId: string
  readonly sections: readonly { readonly title: string; readonly retailerIds: readonly string[] }[]
}

export type RenderedContact = {
  readonly name: string
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly organisation: string
}

/** A limited-time offer above the body; `endsAt` in milliseconds, absent while unknown. */
export type RenderedOffer = { readonly text: string; readonly expires: boolean; readonly endsAt?: number; readonly code?: string }

/** A cart that a customer sent, or a bill. Amounts are decimal strings. */
export type RenderedOrder = {
  readonly reference: string
  readonly status: string
  readonly currency: string
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly amount: string }[]
  readonly total: string
}
