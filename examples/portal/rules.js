/* What of a form is asked, by the JSON Schema that the desk gives along: its `if`, `then` and `else`.
   The desk decides anew; this is for comfort. */

import { inLatin } from "./words.js";

const kindOf = (value) => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
};

const equal = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const own = (object, name) => kindOf(object) === "object" && Object.hasOwn(object, name) && object[name] !== undefined;

// One test per word of the schema: (what the word says, value, the whole schema) => boolean. Other words allow anything.
const TESTS = {
  const: (expected, value) => equal(expected, value),
  enum: (expected, value) => expected.some((each) => equal(each, value)),
  type: (types, value) => [types].flat().some((type) => type === kindOf(value) || (type === "number" && kindOf(value) === "integer")),
  required: (names, value) => kindOf(value) !== "object" || names.every((name) => own(value, name)),
  properties: (schemas, value) => Object.entries(schemas).every(([name, schema]) => !own(value, name) || isValid(schema, value[name])),
  contains: (schema, value) => kindOf(value) !== "array" || value.some((each) => isValid(schema, each)),
  items: (schema, value) => kindOf(value) !== "array" || value.every((each) => isValid(schema, each)),
  minItems: (least, value) => kindOf(value) !== "array" || value.length >= least,
  maxItems: (most, value) => kindOf(value) !== "array" || value.length <= most,
  minLength: (least, value) => typeof value !== "string" || [...value].length >= least,
  maxLength: (most, value) => typeof value !== "string" || [...value].length <= most,
  minimum: (least, value) => typeof value !== "number" || value >= least,
  maximum: (most, value) => typeof value !== "number" || value <= most,
  exclusiveMinimum: (limit, value) => typeof value !== "number" || value > limit,
  exclusiveMaximum: (limit, value) => typeof value !== "number" || value < limit,
  not: (schema, value) => !isValid(schema, value),
  allOf: (schemas, value) => schemas.every((schema) => isValid(schema, value)),
  anyOf: (schemas, value) => schemas.some((schema) => isValid(schema, value)),
  oneOf: (schemas, value) => schemas.filter((schema) => isValid(schema, value)).length === 1,
  if: (schema, value, { then = true, else: otherwise = true }) => isValid(isValid(schema, value) ? then : otherwise, value),
};

export const isValid = (schema, value) => {
  if (typeof schema === "boolean") return schema;
  return Object.entries(schema).every(([word, said]) => !Object.hasOwn(TESTS, word) || TESTS[word](said, value, schema));
};

// The schemas that hold for this body: the schema itself, and what its conditions lead to.
function* holding(schema, body) {
  if (typeof schema !== "object") return;
  yield schema;
  for (const part of schema.allOf || []) yield* holding(part, body);
  if (schema.if !== undefined) yield* holding((isValid(schema.if, body) ? schema.then : schema.else) ?? true, body);
}

const without = (answers, names) => Object.fromEntries(Object.entries(answers).filter(([name]) => !names.has(name)));

// `body` with all that was typed in `answers`. Returns the names that are not asked and those that must be answered.
// What is hidden counts as unanswered for what stands below it, so this goes on until nothing changes any more.
export const asked = (schema, body) => {
  let hidden = new Set();
  for (let round = 0; round <= Object.keys(body.answers).length + 1; round += 1) {
    const [now, required] = [new Set(), new Set()];
    for (const each of holding(schema, { ...body, answers: without(body.answers, hidden) })) {
      const answers = own(each, "properties") && each.properties.answers;
      Object.entries((answers && answers.properties) || {}).forEach(([name, said]) => said === false && now.add(name));
      ((answers && answers.required) || []).forEach((name) => required.add(name));
    }
    const isSettled = now.size === hidden.size && [...now].every((name) => hidden.has(name));
    hidden = now;
    if (isSettled) return { hidden, required };
  }
  return { hidden, required: new Set() };
};

const fold = (text) => inLatin(String(text)).trim().toLowerCase().replace(/ي|ى/g, "ی").replace(/ك/g, "ک");

const COMPARE = {
  answered: () => true,
  is: (answer, value) => (Array.isArray(answer) ? answer.length === 1 && answer[0] === value : fold(answer) === fold(value)),
  contains: (answer, value) => (Array.isArray(answer) ? answer.includes(value) : fold(answer).includes(fold(value))),
  greater: (answer, value) => (typeof answer === "number" ? answer > Number(value) : answer > value),
  less: (answer, value) => (typeof answer === "number" ? answer < Number(value) : answer < value),
};
const NEGATED = { is_not: "is", contains_not: "contains", not_answered: "answered" };

// A condition of a note, a section, or of what the schema cannot say ("x-depends"): {"match", "rules": [{ask, is, value}]}.
export const isMet = (condition, body) => {
  if (!condition) return true;
  const test = ({ ask, is, value }) => {
    const answer = ask.startsWith("field:") ? body.answers[ask.slice(6)] : body[ask];
    const holds = (operator) => answer !== undefined && COMPARE[operator](answer, value);
    return is in NEGATED ? !holds(NEGATED[is]) : holds(is);
  };
  return condition.match === "any" ? condition.rules.some(test) : condition.rules.every(test);
};
