import type { Span } from '@casement/rules'
import { Fragment, type ReactNode } from 'react'

/** A rendered text, with WhatsApp's formatting drawn. Variables without a value stand out, so that nobody sends them unseen. */
export function Spans({ spans }: { spans: readonly Span[] }) {
  return spans.map((span, index) => {
    const key = `${index} ${span.kind}`
    return <Fragment key={key}>{draw(span)}</Fragment>
  })
}

function draw(span: Span): ReactNode {
  switch (span.kind) {
    case 'text':
    case 'emoji':
      return span.text
    case 'link':
      return (
        <a href={safeUrl(span.url)} target="_blank" rel="noreferrer noopener" className="underline underline-offset-2">
          {span.text}
        </a>
      )
    case 'code':
      return <code className="rounded-xs bg-current/8 px-0.5 font-mono text-[0.92em]">{span.text}</code>
    case 'mono':
      return <code className="font-mono text-[0.92em]">{span.text}</code>
    case 'bold':
      return (
        <strong className="font-strong">
          <Spans spans={span.spans} />
        </strong>
      )
    case 'italic':
      return (
        <em>
          <Spans spans={span.spans} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Spans spans={span.spans} />
        </s>
      )
    case 'quote':
      return (
        <blockquote className="my-0.5 border-s-2 border-current/30 ps-2 opacity-85">
          <Spans spans={span.spans} />
        </blockquote>
      )
    case 'list': {
      const List = span.ordered ? 'ol' : 'ul'
      return (
        <List className={span.ordered ? 'list-decimal ps-5' : 'list-disc ps-4'} {...(span.ordered ? { start: span.start } : {})}>
          {span.items.map((item, index) => (
            // Items of a sent message never change places.
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed order
            <li key={index}>
              <Spans spans={item} />
            </li>
          ))}
        </List>
      )
    }
    case 'variable':
      return <mark className="rounded-[3px] bg-accent/12 px-0.5 text-inherit">{span.text}</mark>
  }
}

/** A link that a customer typed may carry any scheme; only those that open a page are followed. */
const safeUrl = (url: string): string => (/^(https?:|mailto:|tel:)/i.test(url) ? url : `https://${url.replace(/^[a-z]+:/i, '')}`)
