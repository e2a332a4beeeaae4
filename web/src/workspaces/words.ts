import { defineWords } from '../language/words.ts';

/** What the page of workspaces says. */
export const useWords = defineWords(
  'workspaces',
  {
    title: 'Workspaces',
    none: 'No workspace',
    name: 'Name',
    id: 'Id',
    made: 'Made',
    add: 'Make a workspace',
    here: 'you are here',
    enter: 'Enter',
    remove: 'Delete',
    remove_question: 'Delete “{{name}}” and everything it holds? That cannot be undone.',
    save: 'Save',
  },
  {
    title: 'เวิร์กสเปซ',
    none: 'ไม่มีเวิร์กสเปซ',
    name: 'ชื่อ',
    id: 'รหัส',
    made: 'สร้างเมื่อ',
    add: 'สร้างเวิร์กสเปซ',
    here: 'คุณอยู่ที่นี่',
    enter: 'เข้าไป',
    remove: 'ลบ',
    remove_question: 'ลบ “{{name}}” และทุกอย่างในนั้นหรือไม่ ไม่สามารถย้อนกลับได้',
    save: 'บันทึก',
  },
);
