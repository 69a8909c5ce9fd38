/* What of a form is shown and required: the rules of forms/reading.py and forms/conditions.py, which have the last word.
   A test proves that both agree; whoever changes one changes the other. */
(() => {
  "use strict";

  const TEXTS = ["text", "long_text", "email", "url", "phone"];
  const TICKED = ["on", "yes", "true", "1"];
  const FACTS = ["department", "ticket_type", "product"];
  const NEGATED = new Map([["is_not", "is"], ["contains_not", "contains"], ["not_answered", "answered"]]);
  const FACT = { kind: "fact" };

  const LONE_HALVES = /[\ud800-\udfff]/gu;
  const NOTHING = /[\u200c\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const SPACES = /[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+/g;
  const DIGITS = /[\u06f0-\u06f9\u0660-\u0669]/g;
  const LETTERS = new Map([["\u064a", "\u06cc"], ["\u0649", "\u06cc"], ["\u0643", "\u06a9"], ["\u0629", "\u0647"]]);

  const fold = (text) => text
    .replace(LONE_HALVES, "")
    .replace(NOTHING, "")
    .replace(SPACES, " ")
    .replace(/^ | $/g, "")
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/[\u064a\u0649\u0643\u0629]/g, (letter) => LETTERS.get(letter))
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase());

  const readNumber = (text) => {
    const plain = fold(text).replace(/[,\u066c]/g, "").replace(/\u066b/g, ".");
    const match = /^[+-]?([0-9]{1,15})(?:\.([0-9]{1,15}))?$/.exec(plain);
    return match && match[1].length + (match[2] || "").length <= 15 ? Number(plain) : null;
  };

  const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const isJalaliLeap = (year) => [1, 5, 9, 13, 17, 22, 26, 30].includes(year % 33);

  const daysOf = (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  const jalaliDaysOf = (year, month) => month <= 6 ? 31 : month <= 11 || isJalaliLeap(year) ? 30 : 29;

  // The count of FarsiWeb's jalali.c, in the days since 1 January 1600.
  const fromJalali = (year, month, day) => {
    const years = year - 979;
    const days = 365 * years + Math.floor(years / 33) * 8 + Math.floor(((years % 33) + 3) / 4)
      + (month <= 7 ? (month - 1) * 31 : (month - 1) * 30 + 6) + day - 1 + 79;
    return new Date(Date.UTC(1600, 0, 1 + days)).toISOString().slice(0, 10);
  };

  const readDate = (text) => {
    const match = /^([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})$/.exec(fold(text));
    if (!match) return null;
    const [year, month, day] = match.slice(1).map(Number);
    const isJalali = year >= 1300 && year < 1600;
    if (!isJalali && (year < 1900 || year > 2199)) return null;
    if (month < 1 || month > 12 || day < 1 || day > (isJalali ? jalaliDaysOf : daysOf)(year, month)) return null;
    if (isJalali) return fromJalali(year, month, day);
    return [year, month, day].map((number) => String(number).padStart(2, "0")).join("-");
  };

  // The value of a field of a definition, of the texts as typed; null where it is unanswered.
  const read = (field, texts) => {
    const { kind } = field;
    const first = texts.length ? texts[0] : "";
    if (TEXTS.includes(kind)) return fold(first) || null;
    if (kind === "number") return readNumber(first);
    if (kind === "date") return readDate(first);
    if (kind === "checkbox") return TICKED.includes(first) ? "yes" : null;
    if (kind === "file") return texts.length || null;
    const values = (field.choices || []).map((choice) => choice.value);
    if (kind === "choice") {
      const found = texts.find((text) => values.includes(text));
      return found === undefined ? null : found;
    }
    if (kind === "choices") {
      const found = [...new Set(values)].filter((value) => texts.includes(value));
      return found.length ? found : null;
    }
    return null;
  };

  // A rule's value as its field would read it; null where it cannot.
  const readValue = (kind, value) => {
    if (TEXTS.includes(kind)) return fold(value);
    if (kind === "number") return readNumber(value);
    if (kind === "date") return readDate(value);
    return value;
  };

  const is = (kind, answer, value) => {
    if (kind === "file") return false;
    if (kind === "choices") return answer.length === 1 && answer[0] === value;
    return answer === readValue(kind, value);
  };

  const contains = (kind, answer, value) => {
    if (TEXTS.includes(kind)) return fold(value) !== "" && answer.includes(fold(value));
    if (kind === "choices") return answer.includes(value);
    return (kind === "choice" || kind === "fact") && answer === value;
  };

  const isBeyond = (operator, kind, answer, value) => {
    if (kind !== "number" && kind !== "date") return false;
    const limit = readValue(kind, value);
    if (limit === null) return false;
    return operator === "greater" ? answer > limit : operator === "less" && answer < limit;
  };

  const compare = (operator, { kind }, answer, value) => {
    if (answer === null) return false;
    if (operator === "answered") return true;
    if (operator === "is") return is(kind, answer, value);
    if (operator === "contains") return contains(kind, answer, value);
    return isBeyond(operator, kind, answer, value);
  };

  const isTrue = (rule, known) => {
    const [field, answer] = known.get(rule.ask) || [FACT, null];
    const value = rule.value || "";
    if (NEGATED.has(rule.is)) return !compare(NEGATED.get(rule.is), field, answer, value);
    return compare(rule.is, field, answer, value);
  };

  const holds = (condition, known, otherwise) => {
    if (condition === null || condition === undefined) return otherwise;
    const test = (rule) => isTrue(rule, known);
    return condition.match === "any" ? condition.rules.some(test) : condition.rules.every(test);
  };

  const own = (object, name) => (Object.prototype.hasOwnProperty.call(object, name) ? object[name] : null);

  // `facts`: a slug or "" per name; `raw`: the texts as typed per name of a field. Everything in the form's order.
  const evaluate = (definition, facts, raw) => {
    const known = new Map(FACTS.map((name) => [name, [FACT, own(facts, name) || null]]));
    const shown = { sections: [], notes: [], fields: [], required: [] };
    definition.sections.forEach((section) => {
      if (!holds(section.show, known, true)) return;
      shown.sections.push(section.id);
      section.items.forEach((item) => {
        if (!holds(item.show, known, true)) return;
        if (item.type === "note") {
          shown.notes.push(item.id);
          return;
        }
        shown.fields.push(item.name);
        if (item.required || holds(item.require, known, false)) shown.required.push(item.name);
        known.set(`field:${item.name}`, [item, read(item, own(raw, item.name) || [])]);
      });
    });
    return shown;
  };

  globalThis.SupportForm = { fold, read, evaluate };
})();
