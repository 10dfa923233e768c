import { fact } from '../fact.ts'

/** Limits of what surrounds a number's messages: greeting, profile, QR links, groups. Each leaf is a fact. */
export const businessLimits = {
  conversational: {
    iceBreakers: fact('ice-breakers', 'Ice breakers', 4, 'prompts', 'M:business-phone-numbers/conversational-components', {
      note: 'Meta’s OpenAPI says 3.',
    }),
    iceBreaker: fact(
      'ice-breaker.text',
      'Text of an ice breaker',
      80,
      'characters',
      'M:business-phone-numbers/conversational-components',
    ),
    commands: fact('commands', 'Commands', 30, 'commands', 'M:business-phone-numbers/conversational-components'),
    commandName: fact(
      'command.name',
      'Name of a command',
      32,
      'characters',
      'M:business-phone-numbers/conversational-components',
    ),
    commandDescription: fact(
      'command.description',
      'Description of a command',
      256,
      'characters',
      'M:business-phone-numbers/conversational-components',
    ),
  },
  profile: {
    about: fact('profile.about', 'About text of the profile', 139, 'characters', 'OA'),
    address: fact('profile.address', 'Address of the profile', 256, 'characters', 'OA'),
    description: fact('profile.description', 'Description of the profile', 512, 'characters', 'OA'),
    email: fact('profile.email', 'Email of the profile', 128, 'characters', 'OA'),
    websites: fact('profile.websites', 'Websites of the profile', 2, 'websites', 'OA'),
    website: fact('profile.website', 'Length of a website', 256, 'characters', 'OA'),
    username: fact('profile.username', 'Username, shortest and longest', [3, 35], 'characters', 'M:business-scoped-user-ids'),
  },
  qr: {
    message: fact('qr.message', 'Message of a QR link', 140, 'characters', 'M:business-phone-numbers/qr-codes'),
    links: fact('qr.links', 'QR links of a number', 2000, 'links', 'M:business-phone-numbers/qr-codes'),
  },
  group: {
    subject: fact('group.subject', 'Subject of a group', 128, 'characters', 'M:groups'),
    description: fact('group.description', 'Description of a group', 2048, 'characters', 'M:groups'),
  },
} as const
