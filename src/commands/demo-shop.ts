/** A document that the invented shop has for its agent. */
export interface ShopDocument {
  title: string;
  text: string;
}

/** What the invented shop knows, in the languages of its customers. */
export const shopKnowledge: readonly ShopDocument[] = [
  {
    title: 'Opening hours and address',
    text: [
      '# Opening hours',
      'Blue Door Books is open Monday to Saturday, from 9:00 to 18:00. We are closed on Sundays.',
      '# Address',
      'You find us at 12 Charoen Krung Road, Bangkok, two minutes from the pier.',
    ].join('\n\n'),
  },
  {
    title: 'Returns and refunds',
    text: [
      '# Returns',
      'Books can be returned within 30 days if they are unread; bring the receipt or the order number.',
      '# Refunds',
      'A refund reaches your account within five working days after the return.',
    ].join('\n\n'),
  },
  {
    title: 'Delivery',
    text: [
      '# Delivery',
      'Delivery in Bangkok takes one day and costs 40 baht; to other provinces it takes three days and costs 60 baht. From 800 baht on delivery is free.',
      '# Gift wrapping',
      'Gift wrapping costs 30 baht a book. Tell us when you order.',
    ].join('\n\n'),
  },
  {
    title: 'เวลาเปิดร้านและการคืนสินค้า',
    text: [
      '# เวลาเปิดร้าน',
      'ร้านเปิดทุกวันจันทร์ถึงเสาร์ เวลา 9 โมงเช้าถึง 6 โมงเย็น หยุดวันอาทิตย์',
      '# การคืนสินค้า',
      'คืนหนังสือได้ภายใน 30 วันหากยังไม่ได้อ่าน กรุณานำใบเสร็จหรือหมายเลขคำสั่งซื้อมาด้วย',
    ].join('\n\n'),
  },
  {
    title: '営業時間と返品',
    text: [
      '# 営業時間',
      '営業時間は月曜日から土曜日の9時から18時までです。日曜日は定休日です。',
      '# 返品',
      '未読の本は30日以内であれば返品できます。レシートまたは注文番号をご用意ください。',
    ].join('\n\n'),
  },
  {
    title: '营业时间与退货',
    text: [
      '# 营业时间',
      '营业时间为周一至周六9点到18点，周日休息。',
      '# 退货',
      '未阅读的书可在30天内退货，请带上收据或订单号。',
    ].join('\n\n'),
  },
];

const intents = [
  { name: 'order_status', description: 'Asks where an order is.' },
  { name: 'refund', description: 'Wants to return something or get money back.' },
  { name: 'opening_hours', description: 'Asks when or where the shop is open.' },
  { name: 'complaint', description: 'Is not satisfied.' },
  { name: 'other', description: 'Anything else.' },
];

/** What a demo account tells its agent. `simulator`: where the shop's own software answers. */
export function shopAgent(simulator: string): Record<string, unknown> {
  return {
    mode: 'auto',
    persona: 'You are Mali of Blue Door Books: warm, brief, never pushy.',
    house_rules: ['Never promise a date that no tool or passage names.'],
    processing: { enabled: true, intents },
    // Somebody who tries it out is waiting, and writes in one piece.
    turns: { quiet_seconds: 1, maximum_seconds: 10 },
    handover: { text: 'A colleague will be with you shortly.' },
    tools: [orderLookUp(simulator)],
  };
}

/** The call by which the agent learns of an order from the shop's own software. */
export function orderLookUp(simulator: string): { name: string; url: string } & Record<string, unknown> {
  return {
    name: 'look_up_order',
    description: 'Looks up where an order is, by its number.',
    parameters: {
      type: 'object',
      properties: {
        order_number: { type: 'string', description: 'The number of the order, such as 48213.' },
      },
      required: ['order_number'],
    },
    method: 'GET',
    url: `${simulator}/shop/orders/{order_number}`,
  };
}
