// Python's `strftime`, with English names on any machine.
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
]
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/

/** Whether a text is a date with a time of day, such as 2026-11-30T09:30:00. */
export const isMoment = (text: string): boolean => {
  const at = new Date(`${text}Z`)
  return moment.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** A function from a format to the text of a moment. Throws if the format has unsupported parts. */
export const strftime = (now: string) => {
  // The fields are taken as written, without a time zone.
  const at = new Date(`${now}Z`)
  const [day, month, hour] = [days[at.getUTCDay()], months[at.getUTCMonth()], at.getUTCHours()]
  const two = (n: number) => String(n).padStart(2, "0")
  const ofYear = Math.floor((at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
  const parts: Readonly<Record<string, string>> = {
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    B: month,
    d: two(at.getUTCDate()),
    F: now.slice(0, 10),
    H: two(hour),
    I: two((hour + 11) % 12 + 1),
    j: String(ofYear).padStart(3, "0"),
    m: two(at.getUTCMonth() + 1),
    M: two(at.getUTCMinutes()),
    p: hour < 12 ? "AM" : "PM",
    S: two(at.getUTCSeconds()),
    T: now.slice(11),
    w: String(at.getUTCDay()),
    y: now.slice(2, 4),
    Y: now.slice(0, 4),
    "%": "%",
  }
  return (format: unknown): string => {
    if (typeof format !== "string") throw new Error("strftime_now needs a format")
    return format.replace(/%(-?)(.?)/gs, (whole, plain: string, name: string) => {
      if (!Object.hasOwn(parts, name)) throw new Error(`"${whole}" in a format of strftime_now is not supported`)
      return plain === "" ? parts[name] : parts[name].replace(/^0+(?=\d)/, "")
    })
  }
}
