// The second policy beside the one that is trained, in the settings of `rlif train`.
import * as Schema from "effect/Schema"
import { cosine, type Schedule } from "../optimizer/schedule.ts"
import { type Setting, text } from "./setting.ts"

/** A teacher: none, one that stays as the model was, or one whose weights move by shares of what they lack. */
export type TeacherChoice = "none" | "frozen" | { readonly from: number; readonly to: number }

const spelled = /^following:([^:]+)(?::([^:]+))?$/

/** What a text says; undefined where it says nothing. */
const read = (text: string): TeacherChoice | undefined => {
  if (text === "none" || text === "frozen") return text
  const [, first, last = first] = spelled.exec(text) ?? []
  const [from, to] = [Number(first), Number(last)]
  return from > 0 && from <= 1 && to >= 0 && to <= from && last?.trim() !== "" ? { from, to } : undefined
}

/** The teacher of a text that has been checked. */
export const teacherOf = (text: string): TeacherChoice => read(text) ?? "none"

/** Whether a teacher's rate depends on how many updates a run has. */
export const isFalling = (text: string): boolean => {
  const choice = teacherOf(text)
  return typeof choice !== "string" && choice.to < choice.from
}

/** At which rate the teacher follows after each of so many updates; undefined where it follows nobody. */
export const followingOf = (
  { teacher, steps }: { readonly teacher: string; readonly steps: number },
): Schedule | undefined => {
  const choice = teacherOf(teacher)
  return typeof choice === "string" ? undefined : cosine(choice.from, { steps, floor: choice.to })
}

/** Settings of a teacher. */
export const teacherSettings = {
  teacher: {
    ...text(
      "none",
      "a second policy, which the rewards teacher-vote and log-ratio ask: none; frozen, the model as it was; following:0.01, the " +
        "running mean of the trained weights at that rate; following:0.01:1e-5, at a rate that falls by a cosine",
    ),
    schema: Schema.String.check(
      Schema.makeFilter((text) =>
        read(text) !== undefined || `"${text}" is none of none, frozen, following:RATE and following:FROM:TO, with ` +
          "rates above 0, of at most 1, that do not rise"
      ),
    ),
  } satisfies Setting<string>,
}
