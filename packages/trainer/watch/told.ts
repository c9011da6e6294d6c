// What visitors of a live page are told, as server-sent events.
import { eventOf } from "./_event.ts"
import type { Story } from "./story.ts"

/**
 * What a visitor has been told so far.
 * @stability unstable
 * @since 0.1.0
 */
export interface Visit {
  /** The story, and how many of its messages. */
  readonly story: string
  readonly messages: number
  /** Sections by name. */
  readonly sections: Readonly<Record<string, string>>
  readonly state: string
}

/**
 * Where a page of a story ends, as a text: a visitor who says it is told what comes after.
 * @stability unstable
 * @since 0.1.0
 */
export const endOf = ({ id, messages }: Story): string => `${id}:${messages.length}`

/**
 * A visitor who has seen a story up to such an end, and may have sections that are older.
 * @stability unstable
 * @since 0.1.0
 */
export const visitFrom = (end: string): Visit => {
  const [story, messages] = end.split(":")
  return { story, messages: Number(messages), sections: {}, state: "" }
}

/**
 * All that is told to who has seen another story: to ask for the page anew.
 * @stability unstable
 * @since 0.1.0
 */
export const again = eventOf("again", {})

/**
 * The events that a visitor has yet to hear, and the visit after them; "" where nothing has happened.
 * @stability unstable
 * @since 0.1.0
 */
export const toldTo = (visit: Visit, story: Story): readonly [events: string, visit: Visit] => {
  if (visit.story !== story.id || !(visit.messages <= story.messages.length)) return [again, visit]
  const sections = Object.entries(story.sections)
    .filter(([id, event]) => visit.sections[id] !== event)
    .map(([, event]) => event)
  const messages = story.messages.slice(visit.messages).map((message, i) =>
    eventOf("told", message, `${story.id}:${visit.messages + i + 1}`)
  )
  const state = JSON.stringify(story.state)
  const events = [...messages, ...sections, ...state === visit.state ? [] : [eventOf("state", story.state)]]
  return [events.join(""), { story: story.id, messages: story.messages.length, sections: story.sections, state }]
}
