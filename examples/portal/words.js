/* What the portal says, in both languages; numbers, sizes and days in the reader's way. */

import { language } from "./reader.js";

const WORDS = {
  support: ["پشتیبانی", "Support"],
  skip: ["پرش به محتوا", "Skip to content"],
  navigation: ["بخش‌ها", "Sections"],
  guides: ["راهنما", "Guides"],
  tickets: ["لیست تیکت‌ها", "List of tickets"],
  file: ["ثبت تیکت", "File a ticket"],
  signIn: ["ورود", "Sign in"],
  signOut: ["خروج", "Sign out"],
  signedOut: ["خارج شدید.", "You are signed out."],
  otherLanguage: ["English", "فارسی"],
  dark: ["نمای تیره", "Dark look"],
  light: ["نمای روشن", "Light look"],
  loading: ["در حال بارگذاری…", "Loading…"],
  again: ["تلاش دوباره", "Try again"],
  nowhere: ["این صفحه پیدا نشد", "This page was not found"],
  unreachable: ["ارتباط با سامانه پشتیبانی برقرار نشد. اینترنت خود را بررسی کنید و دوباره تلاش کنید.", "The support desk cannot be reached. Check your connection and try again."],
  tooMany: ["تلاش‌های زیادی انجام شده است. کمی بعد دوباره تلاش کنید.", "There were too many attempts. Try again a little later."],
  failed: ["انجام نشد. کمی بعد دوباره تلاش کنید.", "That did not work. Try again a little later."],
  ended: ["نشست شما پایان یافته است. دوباره وارد شوید.", "Your session has ended. Please sign in again."],

  signInTitle: ["ورود به پشتیبانی", "Sign in to support"],
  signInWhy: ["تیکت‌های خود را ببینید، پاسخ دهید و تیکت جدید ثبت کنید.", "See your tickets, answer, and file a new one."],
  login: ["نام کاربری یا ایمیل", "Username or e-mail"],
  password: ["رمز عبور", "Password"],
  signingIn: ["در حال ورود…", "Signing in…"],
  incomplete: ["برای ورود، موارد زیر را کامل کنید.", "To sign in, please complete the following."],
  noLogin: ["نام کاربری یا ایمیل خود را وارد کنید.", "Enter your username or e-mail."],
  noPassword: ["رمز عبور خود را وارد کنید.", "Enter your password."],
  unconfirmed: ["پیش از ورود، ایمیل خود را تأیید کنید.", "Confirm your e-mail address before you sign in."],

  question: ["چطور می‌توانیم کمک کنیم؟", "How can we help?"],
  questionWhy: ["پاسخ بیشتر پرسش‌ها در راهنما هست. اگر پیدا نشد، تیکت ثبت کنید.", "Most questions are answered in the guides. If yours is not, file a ticket."],
  search: ["جستجو", "Search"],
  searchGuides: ["جستجو در راهنما", "Search the guides"],
  noGuides: ["نتیجه‌ای پیدا نشد.", "Nothing was found."],
  found: ["{count} راهنما", "{count} guides"],
  step: ["مرحله {number}", "Step {number}"],
  note: ["نکته", "Note"],
  warning: ["هشدار", "Warning"],
  optional: ["اختیاری", "Optional"],
  minutes: ["{count} دقیقه مطالعه", "{count} min read"],

  noTickets: ["هنوز تیکتی ثبت نکرده‌اید.", "You have not filed a ticket yet."],
  fresh: ["پاسخ تازه", "New answer"],
  older: ["قدیمی‌ترها", "Older"],

  stepOf: ["مرحله {step} از ۳", "Step {step} of 3"],
  department: ["دپارتمان", "Department"],
  ticketType: ["نوع تیکت", "Ticket type"],
  details: ["مشخصات", "Details"],
  chooseDepartment: ["کدام دپارتمان پاسخگوی شماست؟", "Which department should answer?"],
  chooseType: ["تیکت شما درباره چیست؟", "What is your ticket about?"],
  complete: ["مشخصات تیکت را کامل کنید", "Complete the details"],
  nothingHere: ["فعلاً چیزی برای انتخاب نیست.", "There is nothing to choose yet."],
  product: ["محصول", "Product"],
  productHelp: ["محصولی را انتخاب کنید که درخواست شما به آن مربوط است.", "Choose the product that your request is about."],
  choose: ["انتخاب کنید", "Choose"],
  subject: ["موضوع", "Subject"],
  subjectHelp: ["درخواست خود را در یک جمله کوتاه بنویسید.", "Say it in one short sentence."],
  description: ["شرح تیکت", "Description"],
  descriptionHelp: ["درخواست خود را کامل شرح دهید: چه کاری انجام می‌دادید و چه پیامی دیدید.", "Describe your request completely: what you were doing, and what you saw."],
  secret: ["رمز عبور یا کد تأیید خود را در تیکت ننویسید.", "Never write your password or a verification code into a ticket."],
  attachments: ["ضمیمه", "Attachments"],
  attachmentsHelp: ["تصویر خطا یا فایل مربوط را ضمیمه کنید.", "Attach a screenshot or a file that helps."],
  addFile: ["افزودن ضمیمه", "Attach a file"],
  uploading: ["در حال بارگذاری…", "Uploading…"],
  uploaded: ["بارگذاری شد", "Uploaded"],
  remove: ["حذف {name}", "Remove {name}"],
  stillUploading: ["فایل‌ها هنوز در حال بارگذاری‌اند. کمی صبر کنید.", "Files are still being uploaded. Please wait a moment."],
  wrongDay: ["تاریخ را به این شکل بنویسید: ۱۴۰۵/۰۹/۰۵", "Write the day like this: 2026-11-26"],
  wrongNumber: ["اینجا فقط عدد بنویسید، مانند ۱۲۵۰۰۰.", "Write a number here, for example 125000."],
  dateHelp: ["نمونه: ۱۴۰۵/۰۹/۰۵", "For example 2026-11-26"],
  submit: ["ثبت", "Submit"],
  submitting: ["در حال ثبت…", "Submitting…"],
  refused: ["ثبت نشد. موارد زیر را اصلاح کنید.", "This was not submitted. Please correct the following."],
  despite: ["درخواست دیگری است؛ ثبت شود", "This is another request; submit it"],
  goTo: ["رفتن به تیکت", "Go to the ticket"],
  yes: ["بله", "Yes"],
  filed: ["تیکت شما ثبت شد. پاسخ در ادامه همین تیکت می‌آید.", "Your ticket has been filed. The answer will appear right here."],

  ticket: ["تیکت", "Ticket"],
  filedAt: ["ثبت: {time}", "Filed {time}"],
  yours: ["شما", "You"],
  agentOf: ["کارشناس {department}", "{department}"],
  moreTime: ["نیازمند زمان بیشتر، تا {day}", "Needs more time, until {day}"],
  reply: ["پاسخ شما", "Your reply"],
  sendReply: ["ارسال پاسخ", "Send reply"],
  sending: ["در حال ارسال…", "Sending…"],
  sent: ["پاسخ شما ارسال شد.", "Your reply was sent."],
  notSent: ["ارسال نشد. موارد زیر را اصلاح کنید.", "This was not sent. Please correct the following."],
  arrived: ["پاسخ تازه‌ای رسید.", "A new answer has arrived."],
  reopens: ["این تیکت پایان یافته است؛ با ارسال پاسخ دوباره باز می‌شود.", "This ticket is finished; your reply opens it again."],
  over: ["به این تیکت دیگر نمی‌توان پاسخ داد.", "This ticket takes no more replies."],
  solved: ["مشکل حل شد؟", "Is it solved?"],
  solvedWhy: ["اگر دیگر به پاسخ نیاز ندارید، تیکت را ببندید.", "If you need no further answer, close the ticket."],
  close: ["بستن تیکت", "Close the ticket"],
  closing: ["در حال بستن…", "Closing…"],
  closed: ["تیکت بسته شد.", "The ticket is closed."],
};

// `{name}` in a sentence is isolated, so that a foreign name turns nothing around.
export const say = (key, named = {}) => WORDS[key][language() === "fa" ? 0 : 1]
  .replace(/\{(\w+)\}/g, (_, name) => `\u2068${named[name]}\u2069`);

export const inNumbers = (value) => new Intl.NumberFormat(locale(), { useGrouping: false }).format(value);

export const inDigits = (text) => (language() === "fa"
  ? text.replace(/[0-9]/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)))
  : text);

export const inBytes = (bytes) => {
  const [unit, size] = bytes < 1024 * 1024 ? ["kilobyte", 1024] : ["megabyte", 1024 * 1024];
  const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: unit === "megabyte" ? 1 : 0 };
  return new Intl.NumberFormat(locale(), options).format(Math.max(bytes / size, 1));
};

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];

// "3 hours ago" within six days, then the day.
export const ago = (moment) => {
  const seconds = (Date.now() - new Date(moment)) / 1000;
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) || ["minute", 60];
  if (seconds >= 6 * 86400) return onDay(moment);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
};

export const onDay = (moment) => written(moment, { day: "numeric", month: "long" });

export const inFull = (moment) => written(moment, { dateStyle: "full", timeStyle: "short" });

const written = (moment, options) => new Intl.DateTimeFormat(locale(), options).format(new Date(moment));

const locale = () => (language() === "fa" ? "fa-IR-u-ca-persian" : "en-GB");

// A day as people write it, in both calendars and any digits, as "YYYY-MM-DD"; null for what is no day.
export const readDay = (text) => {
  const match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(inLatin(text).replace(/\s/g, ""));
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number);
  return year < 1600 ? fromJalali(year, month, day) : fromGregorian(year, month, day);
};

export const inLatin = (text) => text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) % 16));

const iso = (date) => date.toISOString().slice(0, 10);

const fromGregorian = (year, month, day) => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? iso(date) : null;
};

// The browser counts the Persian calendar; New Year falls between 19 and 22 March.
const fromJalali = (year, month, day) => {
  const persian = new Intl.DateTimeFormat("en-u-ca-persian", { year: "numeric", month: "numeric", day: "numeric", timeZone: "UTC" });
  const before = month <= 7 ? (month - 1) * 31 : (month - 1) * 30 + 6;
  for (let march = 19; march <= 22; march += 1) {
    const date = new Date(Date.UTC(year + 621, 2, march + before + day - 1));
    const parts = Object.fromEntries(persian.formatToParts(date).map(({ type, value }) => [type, parseInt(value, 10)]));
    if (parts.year === year && parts.month === month && parts.day === day) return iso(date);
  }
  return null;
};
