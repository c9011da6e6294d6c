// Texts on colored grounds, for terminals.
import { Ready, visible } from "./visible.ts"

/** A piece of a text, and how dark its ground is: from 0, which is none, to 9. */
export interface Piece {
  readonly text: string
  readonly shade: number
}

/** Grounds of a terminal of 256 colors, under black letters, so that light and dark terminals show the same. */
const grounds = [undefined, undefined, 230, 229, 223, 222, 221, 215, 214, 208]

/** A text with its grounds. What the pieces say is visible; only the colors are none of theirs. */
export const painted = (pieces: ReadonlyArray<Piece>): Ready =>
  new Ready(
    pieces.map(({ text, shade }) => {
      const ground = grounds[shade]
      return ground === undefined
        ? visible(text)
        // No color goes on to the end of a line.
        : visible(text).split("\n").map((line) => `\x1b[38;5;16;48;5;${ground}m${line}\x1b[0m`).join("\n")
    }).join(""),
  )

/** Whether a terminal, and who sits there, take colors. */
export const takesColors = (
  wanted: "auto" | "always" | "never",
  { isTTY, NO_COLOR }: { readonly isTTY: boolean | undefined; readonly NO_COLOR: string | undefined },
): boolean => wanted === "always" || (wanted === "auto" && isTTY === true && !NO_COLOR)
