import { defineWords } from '../language/words.ts';

/** What the page of message templates says. */
export const useWords = defineWords(
  'templates',
  {
    title: 'Templates',
    none: 'No template yet',
    none_hint: 'Templates are approved by the platform. Read them from an account that has them.',
    name: 'Name',
    language: 'Language',
    category: 'Category',
    status: 'Status',
    text: 'Text',
    read: 'Read from the platform',
    account: 'Account',
    done: '{{count}} templates were read.',
    gone: 'Delete',
    gone_question: 'Delete “{{name}}” at the platform? It cannot be sent any more.',
  },
  {
    title: 'เทมเพลต',
    none: 'ยังไม่มีเทมเพลต',
    none_hint: 'เทมเพลตได้รับอนุมัติจากแพลตฟอร์ม อ่านได้จากบัญชีที่มีเทมเพลต',
    name: 'ชื่อ',
    language: 'ภาษา',
    category: 'หมวด',
    status: 'สถานะ',
    text: 'ข้อความ',
    read: 'อ่านจากแพลตฟอร์ม',
    account: 'บัญชี',
    done: 'อ่านเทมเพลตแล้ว {{count}} รายการ',
    gone: 'ลบ',
    gone_question: 'ลบ “{{name}}” ที่แพลตฟอร์มหรือไม่ จะส่งไม่ได้อีก',
  },
);
