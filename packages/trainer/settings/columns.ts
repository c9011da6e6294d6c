// The settings that name a data set's columns.
import { usualColumns } from "@rlif/core/data"
import { text } from "./setting.ts"

/** What a setting that names a data set may say. */
export const dataKinds =
  "arithmetic (generated), a JSONL, JSON or parquet file, or a hub's owner/name[/subset][:split][@revision]"

/** Which columns of a data set make a problem; of a list of columns the first that a row has counts. */
export const columnSettings = {
  problemColumn: text(
    usualColumns.problem.join(","),
    "column of the problem's text; of several, the first that a row has",
  ),
  messagesColumn: text("", "column of lists of messages, each a whole prompt for --chat"),
  goldColumn: text(
    usualColumns.gold.join(","),
    'column of the right answer, alone, after #### or in the last \\boxed{} of a solution, or of a list of right answers; "": none is known',
  ),
  idColumn: text(usualColumns.id.join(","), "column of a unique name; a row without a name is named by its number"),
}
