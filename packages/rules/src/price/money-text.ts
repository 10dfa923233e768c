const symbols: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  INR: '₹',
  BRL: 'R$',
  AUD: 'A$',
  SGD: 'S$',
  MXN: 'MX$',
}

/** An amount as people write it, without rounding and without Intl: `$0.0068`, `-$0.01`, `12.5 AED`. */
export function moneyText({ amount, currency }: { readonly amount: string; readonly currency: string }): string {
  const symbol = symbols[currency]
  if (symbol === undefined) return `${amount} ${currency}`
  return amount.startsWith('-') ? `-${symbol}${amount.slice(1)}` : symbol + amount
}
