const tex = String.raw

const pieces = [
  ..."a A é 答 7 7, . , - = ( [ { } $ $a $$ # * _ ^ % ! ? ' : < << <a> <| x= ½ ² 。 … ٣ 答案是 (a) [2, (7".split(" "),
  ...tex`\ \\ \( \[ \, \boxed \boxed{ \boxed{} \fbox7 \begin{a} \begin{a}\end{b} \end{a} \text{ \frac \frac1 \left( \pi`
    .split(" "),
  ..."<think> </think> <answer> </answer> </s> <|im_end|>".split(" "),
  ..." ;7 ;- ;$ ;7\n;\n;\t;a ;Ab ;Ab. ;1. ;7 x 7 ;x = ;& ;answer ;the answer is ;answer to ;answer: ;so 7 ;is ;is not ;wait ;that is wrong. "
    .split(";"),
  ..."and ;or ;7 and ;, and ;7 apples ;no, ;because ;which ;option D ;7 or so ;उत्तर ;i made a ;between ".split(";"),
]

const frames: Readonly<Record<string, (run: string) => string>> = {
  alone: (run) => run,
  "in a sentence": (run) => `So it is ${run} 7.`,
  "said to be the answer": (run) => `The answer is ${run}`,
  "behind hashes": (run) => `#### ${run}`,
  "in a box": (run) => tex`So \boxed{${run}} it is.`,
  "between boxes": (run) => tex`\boxed{1}${run}\boxed{2}`,
  "in tags": (run) => `<answer>${run}</answer>`,
  "in a formula": (run) => `It is $${run}$.`,
}

/**
 * Texts of about so many characters that slow patterns are slow on: one thing over and over, in every place where it
 * matters.
 */
export const hostileTexts = (length: number): ReadonlyArray<{ readonly name: string; readonly text: string }> =>
  Object.entries(frames).flatMap(([frame, framed]) =>
    pieces.map((piece) => ({
      name: `${JSON.stringify(piece)} ${frame}`,
      text: framed(piece.repeat(Math.ceil(length / piece.length))),
    }))
  )
