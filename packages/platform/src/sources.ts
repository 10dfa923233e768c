/** What the tags in `source` stand for, and how far each is to be trusted. */
export const sourceTags: Readonly<Record<string, { readonly what: string; readonly trust: 'high' | 'medium' | 'low' }>> = {
  M: { what: 'Meta’s documentation, 2025', trust: 'high' },
  M26: { what: 'Meta’s documentation, 2026', trust: 'high' },
  OA: { what: 'Meta’s OpenAPI description of the Cloud API, v23.0', trust: 'high' },
  VCR: { what: 'Recorded answers of the Graph API', trust: 'high' },
  RS: { what: 'A client library that follows Meta’s documentation page by page', trust: 'medium' },
  BSP: { what: 'Documentation of a solution provider', trust: 'medium' },
  seedA: { what: '8x8: Concepts & Fundamentals', trust: 'medium' },
  seedB: { what: 'Chakra Chat: Messaging Fundamentals', trust: 'low' },
  '3P': { what: 'Third-party repositories', trust: 'low' },
  mem: { what: 'Known by hearsay, not verified', trust: 'low' },
  rec: { what: 'Our own default where Meta is silent', trust: 'low' },
}

/** The address behind a source tag such as `M:pricing`, or null when there is no public one. */
export function sourceUrl(source: string): string | null {
  const [tag, page] = source.split(':', 2)
  if ((tag === 'M' || tag === 'M26') && page) {
    return `https://developers.facebook.com/documentation/business-messaging/whatsapp/${page === 'error-codes' ? 'support/error-codes' : page}`
  }
  return tag === 'OA' ? 'https://github.com/facebook/openapi' : null
}

/** The same for people: `Meta’s documentation, 2025: pricing`. */
export function sourceName(source: string): string {
  const [tag = '', page] = source.split(':', 2)
  const what = sourceTags[tag]?.what ?? tag
  return page ? `${what}: ${page}` : what
}
