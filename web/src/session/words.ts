import { defineWords } from '../language/words.ts';

/** What the page for signing in says. */
export const useWords = defineWords(
  'session',
  {
    title: 'Sign in to Parley',
    key: 'Your key',
    key_hint: 'A key that begins with parley_. Whoever manages the hub makes it for you.',
    sign_in: 'Sign in',
    ended: 'The session has ended. Sign in again.',
  },
  {
    title: 'เข้าสู่ระบบ Parley',
    key: 'คีย์ของคุณ',
    key_hint: 'คีย์ที่ขึ้นต้นด้วย parley_ ผู้ดูแลระบบเป็นผู้ออกให้',
    sign_in: 'เข้าสู่ระบบ',
    ended: 'หมดเวลาการเข้าสู่ระบบแล้ว โปรดเข้าสู่ระบบอีกครั้ง',
  },
);
