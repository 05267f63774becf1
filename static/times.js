// Shows the times of a page in the zone of the reader. Without this script they are in UTC.
const format = new Intl.DateTimeFormat(document.documentElement.lang, {
  year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit",
  hourCycle: "h23", numberingSystem: "latn", timeZoneName: "short",
});
for (const time of document.querySelectorAll("time")) time.textContent = format.format(new Date(time.dateTime));
