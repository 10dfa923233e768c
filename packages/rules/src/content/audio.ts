import { messageLimits } from '@casement/platform'
import type { ContentContext } from './context.ts'
import { type ContentFindings, kindOf } from './fields.ts'
import { bareMime } from './file-types.ts'
import { grouped } from './findings.ts'
import type { Json } from './json.ts'
import { checkMedia, codecOf, isCodec, refuseCaption } from './media.ts'

/** `audio`: `{id | link, voice?}`. */
export function checkAudio(audio: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const facts = checkMedia('audio', audio, path, context, found)
  refuseCaption(audio, path, 'a sound', found)
  const { voice } = audio
  if (voice === undefined || voice === false || voice === 'false') return
  if (voice !== true && voice !== 'true') {
    found.add('content.value', `${path}.voice`, 'Write true or false.', 'true or false', kindOf(voice))
    return
  }
  if (facts?.mime !== undefined) {
    const codec = codecOf(facts)
    if (bareMime(facts.mime) !== 'audio/ogg' || (codec !== undefined && !isCodec(codec, 'opus')))
      found.add(
        'audio.voice.format',
        path,
        'Record it as Ogg with Opus, or send it as a sound file.',
        'audio/ogg; codecs=opus',
        facts.mime,
      )
  }
  if (facts?.bytes !== undefined && facts.bytes > messageLimits.media.voiceIconBytes.value)
    found.add(
      'audio.voice.size',
      path,
      `Keep it under ${grouped(Math.round(messageLimits.media.voiceIconBytes.value / 1024))} KB, or the customer has to download it before it plays.`,
      messageLimits.media.voiceIconBytes.value,
      facts.bytes,
    )
}
