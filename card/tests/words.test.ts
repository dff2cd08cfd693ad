import { describe, expect, it } from "vitest";
import { LANGUAGES, textsOf, type Key } from "../src/texts";
import { Clock, running, took } from "../src/time";

const NOW = new Date("2026-11-22T14:05:00Z");
const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe("the card's words", () => {
  const english = LANGUAGES.en!;
  it.each(Object.keys(LANGUAGES))("are whole in %s, with the same placeholders", (language) => {
    const words = LANGUAGES[language]!;
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english) as Key[]) {
      expect(words[key].trim(), key).toBe(words[key]);
      expect(words[key], key).not.toBe("");
      expect(placeholders(words[key]), key).toEqual(placeholders(english[key]));
    }
    const same = (Object.keys(english) as Key[]).filter((key) => words[key] === english[key]);
    if (language !== "en") expect(same.length).toBeLessThan(Object.keys(english).length / 5);
  });

  it("follow the user's language, or its main one, or English", () => {
    const quiet = ["de", "de-CH", "pt-BR", "zh-Hans", "zh-Hant", "eo"].map((language) => textsOf(language)("all_quiet"));
    const { de, pt, en, "zh-Hans": zh } = LANGUAGES;
    expect(quiet).toEqual([de, de, pt, zh, en, en].map((words) => words!.all_quiet));
  });

  it("hold what they are given, and nothing twice", () => {
    expect(textsOf("en")("h_lost", { room: "{time}" })).toBe("{time}: no camera delivers pictures");
  });
});

describe("times", () => {
  it.each([
    [0, "0:00"],
    [-5_000, "0:00"],
    [59_999, "0:59"],
    [75_000, "1:15"],
    [3_599_000, "59:59"],
    [3_725_000, "1:02:05"],
  ])("run: %d ms is %s", (ms, text) => expect(running(ms)).toBe(text));

  it.each([
    [45_000, "45 sec"],
    [130_000, "2 min"],
    [4_000_000, "67 min"],
    [20_000_000, "6 hr"],
  ])("are told in a fitting unit: %d ms is %s", (ms, text) => expect(took(ms, "en")).toBe(text));

  const clock = (time_format: string, time_zone: string) =>
    new Clock({ locale: { language: "en", time_format, time_zone }, config: { time_zone: "Asia/Tokyo" } });

  it("follow the user's format and time zone", () => {
    expect(clock("24", "server").time(NOW)).toBe("23:05");
    expect(clock("12", "server").time(NOW)).toMatch(/^11:05\sPM$/);
  });

  it("are read from 00:05 to 23:05, or from 12:05 AM to 12:05 PM", () => {
    const [night, noon] = [new Date("2026-11-21T15:05:00Z"), new Date("2026-11-22T03:05:00Z")];
    expect(clock("24", "server").time(night)).toBe("00:05");
    expect(clock("12", "server").time(night)).toMatch(/^12:05\sAM$/);
    expect(clock("12", "server").time(noon)).toMatch(/^12:05\sPM$/);
  });

  it("begin a day at midnight of the home's time zone", () => {
    expect(clock("24", "server").midnight(NOW).toISOString()).toBe("2026-11-21T15:00:00.000Z");
  });

  it("name days in the home's time zone", () => {
    const days = ["2026-11-22T14:59:00Z", "2026-11-21T14:59:00Z", "2026-11-21T15:01:00Z", "2026-11-16T03:00:00Z"];
    expect(days.map((day) => clock("24", "server").day(new Date(day), NOW))).toEqual([
      "today",
      "yesterday",
      "today",
      "Mon, Nov 16",
    ]);
  });
});
