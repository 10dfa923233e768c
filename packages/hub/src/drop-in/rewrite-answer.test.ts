import { expect, test } from 'vitest'
import { rewriteJson } from './rewrite-answer.ts'

const rewriting = {
  token: 'EAA|secret',
  key: 'csk_1',
  addresses: [
    { from: 'https://graph.facebook.com', to: 'https://desk.example/graph' },
    { from: 'https://lookaside.fbsbx.com', to: 'https://desk.example/graph' },
  ],
}

test.each([
  [
    'a next page',
    String.raw`{"next":"https:\/\/graph.facebook.com\/v25.0\/1\/x?access_token=EAA\u007Csecret&after=a"}`,
    '{"next":"https://desk.example/graph/v25.0/1/x?access_token=csk_1&after=a"}',
  ],
  [
    'an encoded token',
    '{"next":"https://graph.facebook.com/1?access_token=EAA%7Csecret"}',
    '{"next":"https://desk.example/graph/1?access_token=csk_1"}',
  ],
  [
    'a file',
    '{"url":"https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1"}',
    '{"url":"https://desk.example/graph/whatsapp_business/attachments/?mid=1"}',
  ],
  ['a token of a page', '{"access_token" : "EAAB\\"x","id":"1"}', '{"access_token" : "[hidden]","id":"1"}'],
  [
    'a host that only begins so',
    '{"url":"https://graph.facebook.com.evil.example/x"}',
    '{"url":"https://graph.facebook.com.evil.example/x"}',
  ],
  [
    'everything else, byte for byte',
    String.raw`{"n":12345678901234567890.10,"t":"sm\u00f8r \/ \"b\""}`,
    String.raw`{"n":12345678901234567890.10,"t":"sm\u00f8r \/ \"b\""}`,
  ],
])('%s', (_label, from, to) => {
  expect(rewriteJson(from, rewriting)).toBe(to)
})
