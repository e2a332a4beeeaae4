/** Somebody who writes to the invented shop. */
export interface DemoCustomer {
  name: string;
  /** What they write, each piece after the one before was answered. */
  says: readonly string[];
}

/** One for each simulated account, in this order; the languages and ends differ. */
export const demoCustomers: readonly DemoCustomer[] = [
  {
    name: 'Nina Park',
    says: [
      'Hello!',
      'Are you open on Saturday?',
      'Where is my order 48213?',
      'I would like to talk to a human about it, please.',
    ],
  },
  { name: 'Ploy Srisai', says: ['สวัสดีค่ะ', 'ร้านเปิดกี่โมงคะ', 'คืนหนังสือได้ไหมคะ', 'ขอบคุณค่ะ'] },
  { name: 'Yuki Tanaka', says: ['こんにちは', '営業時間を教えてください', '未読の本を返品できますか'] },
  {
    name: 'Omar Haddad',
    says: ['How much is delivery in Bangkok?', 'Is gift wrapping possible?', 'Do you sell submarines?'],
  },
];
