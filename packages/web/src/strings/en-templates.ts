/** Words of templates, and of the phone they are shown on. */
const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const templateWords = {
  phone: {
    preview: 'As on the phone',
    today: 'Today',
    business: 'Business account',
    offer: 'Offer',
    offerEnds: (left: string) => `Ends in ${left}`,
    offerCode: (code: string) => `Code ${code}`,
    cards: (n: number) => `${n} ${plural(n, 'card', 'cards')} to swipe through`,
    card: (n: number, of: number) => `Card ${n} of ${of}`,
    map: 'The place is given when it is sent',
    sample: { image: 'Picture', video: 'Video', gif: 'Moving picture' },
    system: { ios: 'iOS', android: 'Android' },
  },
}
