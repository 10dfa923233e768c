import { HOUR, later, type PlatformTime } from '@casement/platform'
import { forEachOf } from './ask.ts'
import { openingHours } from './automation.ts'
import { Chance } from './chance.ts'
import { furnish, openCompany, type Place } from './company.ts'
import { Conversations, newConversations, writingHours } from './conversations.ts'
import { Days } from './days.ts'
import { dialogues, hoursQuestion, waiting } from './dialogues.ts'
import { Outreach } from './outreach.ts'
import { type Customer, inventPeople } from './people.ts'
import { story } from './story.ts'

/**
 * Lives the thirty days of the demo company up to an instant, or the last so many of them: customers act through the emulator, its people through the hub's API,
 * and everything between goes the way it goes in production. The emulator's clock must stand still at the beginning of the days;
 * it stands at `until` afterwards.
 */
export async function liveDemo(
  place: Place,
  { until, days: howMany }: { until: PlatformTime; days: number },
  onDay: (day: number) => void,
): Promise<void> {
  const chance = new Chance(story.seed)
  const company = await openCompany(place)
  const people = inventPeople(chance)
  const days = new Days(company.world, until, howMany)
  const cast = { company, days, chance }
  const conversations = new Conversations(cast)
  const outreach = new Outreach(cast, conversations, people)
  await furnish(company, people)
  outreach.planAll()
  for (let day = story.days - howMany; day < story.days; day++) {
    onDay(day + 1 - story.days + howMany)
    await planDay(day)
    const looks = days.looksOf(day, chance)
    for (const [place, look] of looks.entries()) {
      await days.pass(look)
      const due = days.due()
      if (due.length > 0) await conversations.look()
      await forEachOf(due, ({ work }) => work())
      if (place === 1) await outreach.notify(day)
    }
  }
  await outreach.leaveUnfinished()
  await days.pass(until)

  /** Who writes today, and when. */
  async function planDay(day: number): Promise<void> {
    const [from, to] = writingHours[days.isWeekend(day)]
    for (let left = newConversations(days, day, chance); left > 0; left--) {
      const dialogue = chance.weighted(dialogues)
      await conversations.begin(
        someone((one) => one.language === (dialogue.language ?? 'en')),
        dialogue,
        days.at(day, chance.between(from, to)),
        !chance.happens(story.missed),
      )
    }
    if (day >= openingHours.day && days.isWeekend(day) === 'weekday')
      await conversations.begin(
        someone((one) => one.language === 'en'),
        hoursQuestion,
        days.at(day, chance.between(9, to)),
      )
    const caller = someone(() => true)
    if (chance.happens(0.5))
      days.deed(days.at(day, chance.between(from, to)), caller.digits, 'call', { accepted: chance.happens(0.7) })
    if (day < story.days - 2) return
    for (const { hoursAgo, dialogue } of waiting) {
      const at = later(until, -hoursAgo * HOUR)
      const today = at >= days.at(day, 0) && at < days.at(day + 1, 0)
      if (today)
        await conversations.begin(
          someone((one) => one.language === (dialogue.language ?? 'en')),
          dialogue,
          at,
          false,
        )
    }
  }

  /** Somebody whom a story can be about: on WhatsApp, and within reach. */
  function someone(fits: (one: Customer) => boolean): Customer {
    return chance.one(people.filter((one) => one.onWhatsApp && one.reachable && fits(one)))
  }
}
