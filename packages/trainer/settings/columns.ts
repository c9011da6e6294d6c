// The settings that name a data set's columns.
import { usualColumns } from "@rlif/core/data"
import { text } from "./setting.ts"

/** What a setting that names a data set may say. */
export const dataKinds =
  "arithmetic (generated), a JSONL, JSON or parquet file, or a hub's owner/name[/subset][:split][@revision]"

/** Which columns of a data set make a problem; the first of a list that a row has counts. */
export const columnSettings = {
  problemColumn: text(
    usualColumns.problem.join(","),
    "column of the problem's text; of several, the first that a row has",
  ),
  messagesColumn: text("", "column of lists of messages, which are prompts: --chat shows them whole"),
  goldColumn: text(
    usualColumns.gold.join(","),
    'column of the right answer, alone or after #### or in the last \\boxed{} of a solution, or a list of which each is right; "" where there is none to know',
  ),
  idColumn: text(usualColumns.id.join(","), "column of a unique name; the row's number where it is absent"),
}
