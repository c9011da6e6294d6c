import { expect, it } from "vitest"
import { stated } from "./stated.ts"

it.each(
  [
    ["So the answer is 42.", "42"],
    ["The answer is 0.5. Check: 1 / 2.", "0.5"],
    ["The answer is 1. No, the answer is 2", "2"],
    ["the final answer is: $\\frac{1}{2}$, as said", "\\frac{1}{2}"],
    ["The answer is \\(x = 3\\).", "x = 3"],
    ["**Final Answer:** 17 apples\nThank you", "17 apples"],
    ["Answer: $18.90 a day", "$18.90 a day"],
    ["The answer\nis no", "no"],
    ["Answer is 18", "18"],
    ["The correct answer is (A).", "A"],
    ["So the correct option is B.", "B"],
    ["the answer is therefore 42", "42"],
    ["the answer is, thus, equal to $42$", "42"],
    ["The answer is 18, since 9 * 2 = 18.", "18"],
    ["The answer is 18 (because 9 * 2 = 18).", "18"],
    ["The answer is $x = 1$ or $x = 2$.", "x = 1 or x = 2"],
    ["The answer is:\n\n$$\n42\n$$\nas said", "42"],
    ["### Final Answer\n\n42\n", "42"],
    ["It is 41.\n**Answer**\n42", "42"],
    ["Final Answer: The largest value of $m$ is 56.", "56"],
    ["The answer is: there are 56 ways.", "56"],
    ["La respuesta es 8.", "8"],
    ["答案是8。", "8"],
    ["Die Antwort lautet 8 Äpfel.", "8"],
    ["उत्तर 8 है।", "8"],
    // Said, and nothing in it.
    ["If the answer is 7, we are done.", ""],
    ["The answer is: it is not 7.", ""],
    ["The answer isn't 7", undefined],
    ["we look for the answer by adding 3 and 4", undefined],
    ["It is 42", undefined],
    ["the answers are 1 and 2", undefined],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(stated(text)).toBe(expected))
