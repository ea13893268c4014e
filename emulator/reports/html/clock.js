// Times in seconds since 1970, in UTC, as words; and the scale on which long empty stretches are folded.
const two = (number) => String(number).padStart(2, "0");
const dayWords = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 10);

function clockWords(seconds, withDay) {
  const date = new Date(Math.round(seconds * 1000));
  const millis = date.getUTCMilliseconds();
  let words = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  if (millis) words += "." + String(millis).padStart(3, "0").replace(/0+$/, "");
  return withDay ? `${date.toISOString().slice(0, 10)} ${words}` : words;
}

function lengthWords(seconds) {
  if (seconds < 60) return `${+seconds.toFixed(3)}s`;
  const whole = Math.round(seconds), years = whole / 31557600;
  if (years >= 2) return `${Math.round(years)} years`;
  const parts = [[86400, "d"], [3600, "h"], [60, "m"], [1, "s"]].map(([unit, name], at, all) =>
    [Math.floor((at ? whole % all[at - 1][0] : whole) / unit), name]);
  const first = parts.findIndex(([count]) => count);
  return parts.slice(first, first + 2).filter(([count]) => count).map(([count, name]) => count + name).join(" ");
}

// Places on a line for times: a second is 1 long, but a folded stretch is only as long as `width` says.
class FoldedTime {
  // `stretches`: [{from, to, width, folded}], without gaps between them, in order of time.
  constructor(stretches) {
    this.stretches = stretches;
    let place = 0;
    for (const one of stretches) {
      one.place = place;
      place += one.width;
    }
    this.length = place;
  }

  at(value, key, size) {
    let low = 0, high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stretches[middle][key] <= value) low = middle; else high = middle - 1;
    }
    return this.stretches[low];
  }

  place(time) {
    const one = this.at(time, "from");
    if (time < one.from || time > one.to) return one.place + (time < one.from ? time - one.from : one.width + time - one.to);
    return one.place + (one.to > one.from ? ((time - one.from) / (one.to - one.from)) * one.width : 0);
  }

  time(place) {
    const one = this.at(place, "place");
    if (place < one.place || place > one.place + one.width) {
      return place < one.place ? one.from + place - one.place : one.to + place - one.place - one.width;
    }
    return one.from + (one.width ? ((place - one.place) / one.width) * (one.to - one.from) : 0);
  }
}

// Folds what lies between busy times. `busy`: [[from, to]] in any order.
function foldedTime(busy, interval, fold) {
  const least = 6 * interval, kept = interval, sorted = [...busy].sort((one, other) => one[0] - other[0]);
  const stretches = [];
  let from = sorted[0][0] - kept, to = sorted[0][1] + kept;
  const close = (until) => stretches.push({ from, to: until, width: until - from, folded: false });
  for (const [begin, end] of sorted) {
    if (fold && begin - kept - to > least) {
      close(to);
      stretches.push({ from: to, to: begin - kept, width: 2 * interval, folded: true });
      from = begin - kept;
    }
    to = Math.max(to, end + kept);
  }
  close(to);
  return new FoldedTime(stretches);
}

const STEPS = [0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
  86400, 172800, 604800, 1209600, 2592000, 7776000, 31536000];

// The times to label in an unfolded stretch, where `perSecond` pixels show a second.
function ticksOf(from, to, perSecond, apart) {
  const step = STEPS.find((one) => one * perSecond >= apart) || STEPS[STEPS.length - 1];
  const found = [];
  for (let at = Math.ceil(from / step - 1e-9) * step; at <= to; at += step) found.push(at);
  return [found, step];
}

// The words of a tick; `before` is the time of the tick to its left: a new day is named.
function tickWords(time, step, before) {
  const day = dayWords(time), isNew = before === null || dayWords(before) !== day;
  const clock = clockWords(time), short = step >= 60 && clock.endsWith(":00") ? clock.slice(0, 5) : clock;
  if (step >= 86400) return isNew ? day : "";
  return isNew ? `${day.slice(5)} ${short}` : short;
}
