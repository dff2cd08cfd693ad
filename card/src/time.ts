/** Times, in the user's language, format and time zone. */

import type { HomeAssistant } from "./home-assistant";

const DAY_MS = 86_400_000;

/** Return a running time as 0:42, 12:05 or 1:02:05; never a negative one, whatever the clocks say. */
export function running(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Return how long something took, in its largest sensible unit. */
export function took(elapsedMs: number, language: string): string {
  const seconds = Math.max(0, Math.round(elapsedMs / 1000));
  const [value, unit] =
    seconds < 100 ? [seconds, "second"] : seconds < 6000 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(language, format).format(value);
}

/** The formats of one user. */
export class Clock {
  private readonly language: string;
  private readonly zone: { timeZone?: string };
  private readonly hours: { hourCycle?: "h12" | "h23" };

  constructor(hass: Pick<HomeAssistant, "locale" | "config">) {
    this.language = hass.locale.language;
    this.zone = hass.locale.time_zone === "server" ? { timeZone: hass.config.time_zone } : {};
    const format = hass.locale.time_format;
    this.hours = format === "12" ? { hourCycle: "h12" } : format === "24" ? { hourCycle: "h23" } : {};
  }

  time(moment: Date): string {
    return this.format(moment, { hour: "numeric", minute: "2-digit", ...this.hours });
  }

  /** Return when the day of a moment began, where the user reads the clock. */
  midnight(moment: Date): Date {
    const read = { hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23", ...this.zone } as const;
    const parts = new Intl.DateTimeFormat("en", read).formatToParts(moment);
    const [h, m, s] = (["hour", "minute", "second"] as const).map((unit) =>
      Number(parts.find((part) => part.type === unit)?.value),
    );
    return new Date(moment.getTime() - moment.getMilliseconds() - ((h! * 60 + m!) * 60 + s!) * 1000);
  }

  /** Return a day: today, yesterday, Mon, 16 Nov. */
  day(moment: Date, now: Date): string {
    for (const days of [0, -1]) {
      if (this.date(moment) !== this.date(new Date(now.getTime() + days * DAY_MS))) continue;
      return new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(days, "day");
    }
    return this.format(moment, { weekday: "short", day: "numeric", month: "short" });
  }

  private date(moment: Date): string {
    return this.format(moment, { dateStyle: "short" });
  }

  private format(moment: Date, options: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.language, { ...options, ...this.zone }).format(moment);
  }
}
