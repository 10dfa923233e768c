/** How an answer says that a media id is none of the number's, or not any more. Code 100 says many things; only its words tell which. */
const UNKNOWN_MEDIA = /is not a valid whatsapp business account media attachment id/i

/** Whether an answer refuses a send because of a media id it names. Such a send was not taken. */
export const saysMediaIsUnknown = (code: number, message: string): boolean => code === 100 && UNKNOWN_MEDIA.test(message)
