import { defineWords } from '../language/words.ts';

/** What the pages of accounts say. */
export const useWords = defineWords(
  'accounts',
  {
    title: 'Accounts',
    none: 'No account is connected yet',
    none_hint: 'Connect a page, number or channel, and its messages come in here.',
    name: 'Name',
    platform: 'Platform',
    external_id: 'Id on the platform',
    health: 'Health',
    webhook: 'Webhook',
    verified: 'verified',
    unverified: 'not verified yet',
    healthy: 'healthy',
    degraded: 'degraded',
    failing: 'failing',
    unknown: 'not looked at yet',
  },
  {
    title: 'บัญชี',
    none: 'ยังไม่มีบัญชีที่เชื่อมต่อ',
    none_hint: 'เชื่อมต่อเพจ หมายเลข หรือแชนเนล แล้วข้อความจะเข้ามาที่นี่',
    name: 'ชื่อ',
    platform: 'แพลตฟอร์ม',
    external_id: 'รหัสบนแพลตฟอร์ม',
    health: 'สถานะ',
    webhook: 'เว็บฮุก',
    verified: 'ยืนยันแล้ว',
    unverified: 'ยังไม่ได้ยืนยัน',
    healthy: 'ปกติ',
    degraded: 'มีปัญหาบางส่วน',
    failing: 'ใช้งานไม่ได้',
    unknown: 'ยังไม่ได้ตรวจ',
  },
);
