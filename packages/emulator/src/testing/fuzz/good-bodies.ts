import { CUSTOMER } from '../start-emulator.ts'

const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to: `+${CUSTOMER}` }
const interactive = (content: Record<string, unknown>) => ({ ...envelope, type: 'interactive', interactive: content })

/** Bodies that Graph takes, to be spoilt: any of them goes to any edge. */
export const graphBodies: readonly unknown[] = [
  { ...envelope, type: 'text', text: { body: 'Your sofa is ready.', preview_url: true }, biz_opaque_callback_data: 'order 1' },
  { ...envelope, type: 'image', image: { link: 'https://nordlys.example/sofa.jpg', caption: 'Blue' } },
  {
    ...envelope,
    type: 'document',
    document: { link: 'https://nordlys.example/a.pdf', filename: 'a.pdf' },
    context: { message_id: 'x' },
  },
  { ...envelope, type: 'location', location: { latitude: 51.5, longitude: -0.1, name: 'Shop', address: 'Leeds' } },
  {
    ...envelope,
    type: 'contacts',
    contacts: [{ name: { formatted_name: 'Maja L', first_name: 'Maja' }, phones: [{ phone: '1' }] }],
  },
  { ...envelope, type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
  {
    ...envelope,
    type: 'template',
    template: {
      name: 'order_update',
      language: { code: 'en_GB' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'NH-1' },
            { type: 'text', text: 'Tuesday' },
          ],
        },
      ],
    },
  },
  interactive({
    type: 'button',
    body: { text: 'Ok?' },
    action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
  }),
  interactive({
    type: 'list',
    header: { type: 'text', text: 'Sofas' },
    body: { text: 'Which?' },
    action: { button: 'Choose', sections: [{ title: 'Blue', rows: [{ id: '1', title: 'Small', description: 'two seats' }] }] },
  }),
  interactive({
    type: 'cta_url',
    body: { text: 'See' },
    action: { name: 'cta_url', parameters: { display_text: 'Go', url: 'https://n.example' } },
  }),
  interactive({
    type: 'flow',
    body: { text: 'Book' },
    action: { name: 'flow', parameters: { flow_message_version: '3', flow_cta: 'Go', flow_id: '1' } },
  }),
  interactive({ type: 'call_permission_request', body: { text: 'May we call?' }, action: { name: 'call_permission_request' } }),
  { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.x', typing_indicator: { type: 'text' } },
  {
    name: 'fuzzed',
    language: 'en_GB',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}', example: { header_text: ['Maja'] } },
      { type: 'BODY', text: 'Hi {{1}}, it is {{2}} now.', example: { body_text: [['Maja', 'ten']] } },
      { type: 'FOOTER', text: 'Nordlys' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'QUICK_REPLY', text: 'Yes' },
          { type: 'URL', text: 'See', url: 'https://n.example/{{1}}', example: ['a'] },
        ],
      },
    ],
  },
  {
    name: 'code',
    language: 'en_GB',
    category: 'AUTHENTICATION',
    components: [{ type: 'BODY' }, { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }],
  },
  {
    messaging_product: 'whatsapp',
    about: 'Furniture',
    address: 'Leeds',
    websites: ['https://n.example'],
    vertical: 'RETAIL',
    email: 'a@n.example',
  },
  { messaging_product: 'whatsapp', pin: '123456', data_localization_region: 'DE' },
  { messaging_product: 'whatsapp', block_users: [{ user: CUSTOMER }] },
  { messaging_product: 'whatsapp', subject: 'Delivery', description: 'Sofa', join_approval_mode: 'approval_required' },
  { messaging_product: 'whatsapp', participants: [{ user: CUSTOMER }] },
  { messaging_product: 'whatsapp', join_requests: ['x'] },
  { ...envelope, recipient_type: 'group', type: 'pin', pin: { type: 'pin', message_id: 'x', expiration_days: 7 } },
  {
    messaging_product: 'whatsapp',
    to: CUSTOMER,
    action: 'connect',
    call_id: 'wacid.x',
    session: { sdp_type: 'offer', sdp: 'v=0' },
  },
  {
    calling: {
      status: 'ENABLED',
      call_icon_visibility: 'DEFAULT',
      call_hours: { status: 'ENABLED', weekly_operating_hours: [] },
    },
  },
  { enable_welcome_message: true, prompts: ['Book a visit'], commands: [{ command_name: 'help', command_description: 'Helps' }] },
  { prefilled_message: 'Hi', generate_qr_image: 'PNG', code: 'ABC' },
  {
    name: 'Booking',
    categories: ['APPOINTMENT_BOOKING'],
    flow_json: '{"version":"7.0","screens":[]}',
    publish: true,
    clone_flow_id: '1',
  },
  { object: 'whatsapp_business_account', callback_url: 'http://127.0.0.1:9/', verify_token: 't', fields: ['messages'] },
  { override_callback_uri: 'http://127.0.0.1:9/', verify_token: 't' },
  { file_name: 'a.png', file_length: 10, file_type: 'image/png' },
  { fields: 'id,name,health_status,analytics.start(1).end(2).granularity(DAY)', limit: '2', after: 'MTAw' },
  {
    start: 1_790_000_000,
    end: 1_790_100_000,
    granularity: 'DAILY',
    template_ids: '[1,2]',
    metric_types: 'SENT',
    phone_numbers: [],
  },
  { hsm_ids: ['1'], hsm_id: '1', template_ids: ['1'], top_block_reasons: true, migration_source_waba: '1' },
  { cc: '44', phone_number: '7700900999', verified_name: 'Nordlys', code_method: 'SMS', code: '123456', language: 'en_US' },
  { input_token: 'x', client_id: '1', client_secret: 's', grant_type: 'client_credentials', code: 'c' },
  { username: 'nordlys', business_public_key: '-----BEGIN PUBLIC KEY-----', is_cart_enabled: 'true', user_identity_change: {} },
]

const from = { to: null }

/** Bodies that the control side takes. None of them makes Graph silent, moves time for long, or calls somebody who answers. */
export const controlBodies: readonly unknown[] = [
  { ...from, type: 'text', text: { body: 'Do you have it in blue?' }, context: { id: 'wamid.x' } },
  { ...from, type: 'document', document: { filename: 'a.pdf', mime_type: 'application/pdf', caption: 'c' } },
  { ...from, type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'y', title: 'Yes' } } },
  {
    ...from,
    type: 'order',
    order: { catalog_id: '1', product_items: [{ product_retailer_id: 'a', quantity: 1, item_price: 2, currency: 'GBP' }] },
  },
  {
    ...from,
    type: 'text',
    text: { body: 'Hi' },
    arrival: 'ad',
    client: 'phone',
    referral: { source_type: 'ad', source_id: '1' },
  },
  { messageId: 'wamid.x', kind: 'report' },
  { marketing: 'stop' },
  { ring: true, accepted: true, action: 'accept' },
  { name: 'Maja', username: 'maja', reachable: true, onWhatsApp: true, readAfterMs: 10, deliverAfterMs: 10, country: 'GB' },
  { to: '447700900777' },
  { status: 'PAUSED', quality: 'RED', reason: 'SPAM', category: 'UTILITY', throughput: 1_000, verified: true, tier: 'TIER_2K' },
  {
    display: '+44 7700 900321',
    verifiedName: 'Nordlys',
    throughput: 80,
    portfolioId: '1',
    wabaId: '1',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
  },
  { group: 'https://chat.whatsapp.com/x', action: 'join' },
  { market: 'Argentina', category: 'authentication', charged: 5, authenticationInternational: true },
  { violation: 'UTILITY_TEMPLATE_ABUSE', suspended: false, official: true, correctCategory: 'MARKETING' },
  { type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', hours: 1, locked: false, unpaid: false },
  { on: 'template', fault: { code: 131_000 }, times: 1, every: 1, percent: 50 },
  {
    policy: 'PMP_V1',
    relax: ['window'],
    closedWindow: 'sync',
    experimentShare: 0.5,
    marketingCap: 2,
    allowedRecipients: [CUSTOMER],
    reviewMinutes: 1,
  },
  {
    customers: 20,
    countries: ['GB', 'DE'],
    rates: { read: 0.5, reply: 0.1, ad: 0.5 },
    segments: [{ share: 0.2, rates: { read: 1 } }],
    seed: 3,
  },
  { advanceMs: 60_000 },
  { set: '2026-11-20T10:00:00Z' },
  { scale: 0 },
  { url: 'http://127.0.0.1:9/', verifyToken: 't', fields: ['messages'], batch: 10 },
  { token: 'EAAx', expiresInSeconds: 10 },
  { seed: 3, now: '2026-11-20T09:00:00Z' },
  { format: 'casement-world-1', meta: { seed: 1 }, settings: {}, tables: { numbers: [{ id: '1' }] } },
]
