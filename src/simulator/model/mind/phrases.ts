import type { SpokenLanguage } from './language.ts';

type Phrase = Record<SpokenLanguage, string>;

/** What the scripted model says by heart. */
export const phrases = {
  greeting: {
    en: 'Hello! How can I help you?',
    th: 'สวัสดีค่ะ มีอะไรให้ช่วยไหมคะ',
    ja: 'こんにちは。ご用件をお聞かせください。',
    zh: '您好！请问有什么可以帮您？',
  },
  thanks: {
    en: 'You are welcome! Is there anything else?',
    th: 'ยินดีค่ะ มีอะไรให้ช่วยเพิ่มเติมไหมคะ',
    ja: 'どういたしまして。ほかにご用件はございますか。',
    zh: '不客气！还有其他需要吗？',
  },
  unknown: {
    en: 'I am sorry, I do not know that. A colleague will answer you.',
    th: 'ขออภัยค่ะ เรื่องนี้ดิฉันไม่ทราบ เดี๋ยวพนักงานจะตอบให้นะคะ',
    ja: '申し訳ありません、わかりかねます。担当者からお返事いたします。',
    zh: '抱歉，这个问题我不清楚，稍后由同事回复您。',
  },
  person: {
    en: 'Of course. A colleague will take over in a moment.',
    th: 'ได้ค่ะ เดี๋ยวพนักงานจะมาดูแลนะคะ',
    ja: '承知しました。担当者に代わります。',
    zh: '好的，马上为您转接同事。',
  },
  found: { en: 'I have looked it up', th: 'ตรวจสอบให้แล้วค่ะ', ja: 'お調べしました', zh: '已为您查到' },
  failed: {
    en: 'I am sorry, I could not look that up. A colleague will answer you.',
    th: 'ขออภัยค่ะ ตรวจสอบไม่ได้ในขณะนี้ เดี๋ยวพนักงานจะตอบให้นะคะ',
    ja: '申し訳ありません、確認できませんでした。担当者からお返事いたします。',
    zh: '抱歉，暂时无法查询，稍后由同事回复您。',
  },
  heard: {
    en: 'Hello, I would like to know when you are open.',
    th: 'สวัสดีค่ะ ร้านเปิดกี่โมงคะ',
    ja: '営業時間を教えてください。',
    zh: '请问你们几点营业？',
  },
} satisfies Record<string, Phrase>;

const greetings =
  /^\W*(hi|hello|hey|good (morning|afternoon|evening)|สวัสดี|หวัดดี|こんにちは|はじめまして|你好|您好)/i;
const thanks = /(thank|thx|ขอบคุณ|ありがとう|谢谢|謝謝)/i;
const person =
  /\b(human|real person|an? (agent|person|employee)|operator|someone|representative|staff|colleague)\b|talk to (a|some|you)|คุยกับ(คน|พนักงาน|เจ้าหน้าที่)|ขอสาย|人間|担当者|オペレーター|人工|真人|客服人员/i;

// A greeting that goes on is about something else.
const shortWords = 5;

/** Only a greeting. */
export const isGreeting = (text: string): boolean =>
  greetings.test(text) && text.split(/\s+/).length <= shortWords && !/[?？]/.test(text);

/** Only thanks. */
export const isThanks = (text: string): boolean => thanks.test(text) && !/[?？]/.test(text);

/** Whether somebody asks for a person. */
export const wantsPerson = (text: string): boolean => person.test(text);
