/**
 * Words that make a text read like marketing, a line a theme, alternatives of an expression: offers, urgency, shopping, retargeting,
 * occasions. From what Meta's guidelines on categories give as examples, in the languages most templates are written in.
 */
const phrases: Readonly<Record<string, readonly string[]>> = {
  en: [
    String.raw`\d+\s?% off|discounts?|sale|promos?|promotions?|promotional|special offers?|offers|our offer|deals|coupons?|vouchers?|cashback`,
    String.raw`free (?:gift|shipping|delivery|trial|sample)s?|bonus|giveaway|save (?:up to|\d+|big|more|today)|win (?:an?|up|prizes?)|lucky draw`,
    'limited[- ]time|while stocks? lasts?|hurry|last chance|act now|ends (?:today|tonight|soon)|do(?:n.t| not) miss(?: out)?|exclusive(?:ly)?',
    'shop now|buy now|order now|shop (?:our|the)|new arrivals?|new collection|just launched|now available|best ?sellers?|our catalogu?e',
    'recommended for you|you (?:may|might) (?:also )?like|upgrade (?:to|now|today)|renew (?:today|now)|come back|we miss you|introducing',
    'in your (?:cart|basket|bag)|complete your purchase|refer a friend|invite (?:a friend|(?:your )?friends)|loyalty|rewards?|contest',
    'black friday|cyber monday|happy birthday|congratulations|did you know|download our app|pre-approved|join us',
  ],
  es: [
    'descuentos?|ofertas?|promoci(?:ón|ones)|rebajas?|cup(?:ón|ones)|gratis|aprovecha|última oportunidad|no te lo pierdas|exclusiv[oa]s?',
    'compra (?:ya|ahora)|nueva colección|novedades|ahorra|regalo|sorteo|feliz cumpleaños|felicidades|en tu carrito',
  ],
  pt: [
    'descontos?|ofertas? especia(?:l|is)|promoç(?:ão|ões)|cupo(?:m|ns)|grátis|aproveite|última chance|não perca|compre (?:já|agora)',
    'lançamento|economize|brinde|sorteio|feliz aniversário|parabéns|no seu carrinho',
  ],
  fr: [
    'remises?|réductions?|soldes|offre (?:spéciale|exclusive)|gratuite?s?|profitez|dernière chance|ne manquez pas|achetez',
    'nouvelle collection|nouveautés|économisez|cadeau|joyeux anniversaire|félicitations|dans votre panier',
  ],
  de: [
    'rabatte?|sonderangebote?|angebote|gutschein(?:e|code)?|kostenlose[rn]? versand|nur heute|letzte chance|nicht verpassen|exklusiv',
    'jetzt (?:kaufen|bestellen|sichern|shoppen)|neue kollektion|neuheiten|geschenk|gewinnspiel|alles gute zum geburtstag|in ihrem warenkorb',
  ],
  it: [
    'scont[oi]|offert[ae]|promozion[ei]|saldi|omaggio|approfitta(?:ne)?|ultima occasione|non perdere|acquista ora|nuova collezione',
    'risparmia|buon compleanno|nel tuo carrello',
  ],
}

/** All of them as one expression, whole words only, in any case. */
export const promotionWords = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${Object.values(phrases).flat().join('|')})(?![\\p{L}\\p{N}])`,
  'giu',
)
