import type { Facts } from './facts.ts';
import { overlap } from './words.ts';

/** What a value of an enum is called, and when it holds; the first that holds and exists is taken. */
const readings: [RegExp, (facts: Facts) => boolean][] = [
  [/^(very_)?(angry|anger|furious)$/i, ({ mood }) => mood.angry],
  [/^(very_)?negative$/i, ({ mood }) => mood.angry || mood.unhappy],
  [/^(very_)?positive$/i, ({ mood }) => mood.happy && !mood.unhappy],
  [/^(urgent|critical|high)$/i, ({ mood }) => mood.urgent || mood.angry],
  [/^(neutral|normal|medium|none|no|ham|clean|ok)$/i, () => true],
  [/^low$/i, () => true],
];

/** Words of a shop's day, so that an intent is recognised in every language the model knows. */
const intents: [name: RegExp, said: RegExp][] = [
  [
    /refund|return|money_?back/i,
    /refund|money back|return(ing)? (it|this|the|my)|คืนเงิน|คืนสินค้า|返金|返品|退款|退货/i,
  ],
  [/cancel/i, /cancel|ยกเลิก|キャンセル|取消/i],
  [
    /complain|damage|defect|problem/i,
    /complain|broken|damaged|not work|wrong (item|size)|เสียหาย|พัง|壊れ|坏了|投诉/i,
  ],
  [
    /order|delivery|shipping|track|status/i,
    /where is|track|deliver|shipp|my order|parcel|จัดส่ง|พัสดุ|สถานะ|คำสั่งซื้อ|配送|届|注文|发货|快递|订单/i,
  ],
  [/price|cost|quote/i, /price|how much|cost|ราคา|เท่าไหร่|いくら|値段|多少钱|价格/i],
  [/hour|open|location/i, /open|close|hours|where are you|เปิด|ปิด|กี่โมง|営業時間|何時|营业|几点/i],
  [/book|reserv|appointment/i, /book|reserv|appointment|จอง|นัด|予約|预约|预订/i],
  [
    /buy|purchase|product|stock|availab|sales/i,
    /buy|stock|available|have any|ซื้อ|มีของ|สต็อก|在庫|買|购买|有货|库存/i,
  ],
  [/human|agent|person/i, /human|agent|person|พนักงาน|担当者|人工/i],
  [/thank/i, /thank|ขอบคุณ|ありがとう|谢谢/i],
  [/greet|hello|small_?talk/i, /^\W*(hi|hello|hey|สวัสดี|こんにちは|你好|您好)/i],
];

/** Values that stand for "nothing of these". */
const rest = /^(other|general|unknown|none|misc|question|inquiry)/i;

/** The value of an enum that fits best. */
export function chooseValue(values: readonly unknown[], facts: Facts): unknown {
  const names = values.filter((one) => typeof one === 'string');
  const language = names.find((one) => one.toLowerCase() === facts.language);
  if (language !== undefined) return language;
  const mood = readings.find(([name, holds]) => holds(facts) && names.some((one) => name.test(one)));
  // Moods and intents are never in one list.
  if (mood !== undefined && !names.some((one) => intents.some(([name]) => name.test(one)))) {
    return names.find((one) => mood[0].test(one));
  }
  return byMeaning(names, facts) ?? names.find((one) => rest.test(one)) ?? values[0];
}

// Less than this is one word that means nothing.
const leastOverlap = 0.2;

function byMeaning(names: readonly string[], { question, instruction }: Facts): string | undefined {
  const known = intents.find(([name, said]) => said.test(question) && names.some((one) => name.test(one)));
  if (known !== undefined) return names.find((one) => known[0].test(one));
  const rated = names.map((name) => ({ name, rate: overlap(question, meaningOf(name, instruction)) }));
  rated.sort((one, other) => other.rate - one.rate);
  return (rated[0]?.rate ?? 0) >= leastOverlap ? rated[0]?.name : undefined;
}

/** The name and what the instruction says of it on the same line. */
function meaningOf(name: string, instruction: string): string {
  const line = instruction.split('\n').find((one) => one.includes(name)) ?? '';
  return `${name.replaceAll('_', ' ')} ${line}`;
}
